using System.Reflection;

namespace ActorLab.VirtualTime.Tests;

/// <summary>Each row of the table in docs/virtual-time-for-akka.md names a spec that shows it.</summary>
public sealed class DocumentSpec
{
    [Fact]
    public void Every_row_of_the_table_names_specs_that_exist()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(Root(), "docs",
            "virtual-time-for-akka.md")).Where(line => line.StartsWith("| ") && line.Contains("Spec."))];
        Assert.InRange(rows.Length, 20, 100);
        HashSet<string> specs =
        [
            .. typeof(DocumentSpec).Assembly.GetTypes()
                .SelectMany(type => type.GetMethods())
                .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
                .Select(method => $"{method.DeclaringType!.Name}.{method.Name}"),
        ];
        Assert.All(rows, row =>
        {
            string last = row.TrimEnd('|', ' ').Split('|')[^1].Trim();
            Assert.All(last.Split(", "), name => Assert.Contains(name.Trim('`'), specs));
        });
    }

    [Fact]
    public void The_configuration_in_the_repository_is_the_one_that_is_built_in() => Assert.Equal(
        Akka.Configuration.ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(Root(), "hocon", "akka",
            "virtual.conf"))).ToString(),
        VirtualWorld.VirtualConfig.ToString());

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActorLab.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("the tests do not run inside the repository");
    }
}
