using System.Reflection;

namespace ActorLab.Conformance.Tests;

/// <summary>Runs the tests of one rule over an engine of choice, as the test runner would.</summary>
internal static class RuleTests
{
    private static readonly ImmutableArray<Type> Chapters =
        [.. typeof(RuleTests).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(EngineConformance))).OrderBy(t => t.Name, StringComparer.Ordinal)];

    /// <summary>What each test of the rule threw; null for those that passed.</summary>
    public static async Task<ImmutableArray<(string Test, Exception? Thrown)>> Run(string rule, Func<EngineFixture> fixture)
    {
        var outcomes = ImmutableArray.CreateBuilder<(string, Exception?)>();
        foreach (Type chapter in Chapters)
        {
            foreach (MethodInfo test in chapter.GetMethods().Where(m => IsTestOf(rule, m)).OrderBy(m => m.Name, StringComparer.Ordinal))
            {
                foreach (object?[] row in Rows(test)) outcomes.Add(($"{test.Name}({string.Join(", ", row)})", await Run(chapter, test, row, fixture())));
            }
        }

        return outcomes.ToImmutable();
    }

    public static IEnumerable<string> AllRules() => Chapters
        .SelectMany(chapter => chapter.GetMethods())
        .Where(m => m.Name.StartsWith('G') && m.GetCustomAttribute<FactAttribute>() is not null)
        .Select(m => m.Name[..m.Name.IndexOf('_', StringComparison.Ordinal)])
        .Distinct(StringComparer.Ordinal);

    private static bool IsTestOf(string rule, MethodInfo method) =>
        method.Name.StartsWith($"{rule}_", StringComparison.Ordinal) && method.GetCustomAttribute<FactAttribute>() is not null;

    private static IEnumerable<object?[]> Rows(MethodInfo test)
    {
        object?[][] rows = [.. test.GetCustomAttributes<InlineDataAttribute>().SelectMany(data => data.GetData(test))];
        return rows.Length > 0 ? rows : [[]];
    }

    private static async Task<Exception?> Run(Type chapter, MethodInfo test, object?[] row, EngineFixture fixture)
    {
        using var suite = (EngineConformance)Activator.CreateInstance(chapter, fixture)!;
        try
        {
            await (Task)test.Invoke(suite, row)!;
            return null;
        }
        catch (Exception thrown)
        {
            return thrown;
        }
    }
}
