using System.Text.RegularExpressions;
using System.Xml.Linq;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests;

/// <summary>The direction of the project: what docs/architecture.md draws is what the sources do.</summary>
public sealed partial class ArchitectureSpec
{
    /// <summary>Inside Core a namespace uses only those before it.</summary>
    private static readonly string[] CoreOrder =
        ["Primitives", "Machine", "Actors", "Trace", "Verify", "Journal", "Model", "Definition", "Plan", "Engine", "Report"];

    private static readonly Dictionary<string, string[]> AllowedReferences = new(StringComparer.Ordinal)
    {
        ["ActorLab.Core"] = [],
        ["ActorLab.Hocon"] = [],
        ["ActorLab.Local"] = ["ActorLab.Core"],
        ["ActorLab.Simulation"] = ["ActorLab.Core", "ActorLab.VirtualTime"],
        ["ActorLab.Wire"] = ["ActorLab.Core"],
        ["ActorLab.Nodes"] = ["ActorLab.Core", "ActorLab.Local", "ActorLab.Wire"],
        ["ActorLab.Cluster"] = ["ActorLab.Core", "ActorLab.Local", "ActorLab.Nodes", "ActorLab.Wire"],
        ["ActorLab.Experiments"] = ["ActorLab.Core", "ActorLab.Pipelines", "ActorLab.Wire"],
        ["ActorLab.Definitions"] = ["ActorLab.Core", "ActorLab.Experiments", "ActorLab.Hocon", "ActorLab.Pipelines"],
        ["ActorLab.Pipelines"] = ["ActorLab.Core", "ActorLab.Wire"],
        ["ActorLab.Reporting"] = ["ActorLab.Core", "ActorLab.Pipelines"],
        ["ActorLab.VirtualTime"] = [],
        ["ActorLab.TestKit"] = ["ActorLab.VirtualTime"],
        ["ActorLab.Cli"] = ["ActorLab.Cluster", "ActorLab.Core", "ActorLab.Definitions", "ActorLab.Experiments", "ActorLab.Local", "ActorLab.Nodes", "ActorLab.Pipelines", "ActorLab.Reporting", "ActorLab.Simulation", "ActorLab.Wire"],
    };

    private static readonly string Root = Repository.Root;

    [Fact]
    public void Every_project_references_only_what_the_architecture_allows()
    {
        string[] projects = Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.Equal(AllowedReferences.Keys.Order(), projects.Select(p => Path.GetFileNameWithoutExtension(p)).Order());
        foreach (string project in projects)
        {
            string name = Path.GetFileNameWithoutExtension(project);
            string[] references = [.. XDocument.Load(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')))];
            Assert.Empty(references.Except(AllowedReferences[name]));
        }
    }

    [Fact]
    public void Inside_Core_a_namespace_uses_only_those_before_it()
    {
        int usings = 0;
        string core = Path.Combine(Root, "src", "ActorLab.Core");
        foreach (string file in Directory.GetFiles(core, "*.cs", SearchOption.AllDirectories))
        {
            string folder = Path.GetRelativePath(core, file).Split(Path.DirectorySeparatorChar)[0];
            int place = Array.IndexOf(CoreOrder, folder);
            if (folder is "bin" or "obj" or "GlobalUsings.cs") continue;
            Assert.True(place >= 0, $"{folder} has no place in the order");
            string text = File.ReadAllText(file);
            Assert.True(text.Contains($"namespace ActorLab.Core.{folder};", StringComparison.Ordinal) || text.Contains($"namespace ActorLab.Core.{folder}.", StringComparison.Ordinal), $"{file} has another namespace than its folder");
            foreach (Match match in CoreNamespace().Matches(text))
            {
                string used = match.Groups["name"].Value;
                usings++;
                Assert.True(Array.IndexOf(CoreOrder, used) <= place, $"{Path.GetFileName(file)} in {folder} uses {used}, which comes after it");
            }
        }

        Assert.True(usings > 20, "the sources were not found");
    }

    [Theory]
    [InlineData("ActorLab.Core")]
    [InlineData("ActorLab.Simulation")]
    [InlineData("ActorLab.VirtualTime")]
    public void Core_and_what_runs_in_virtual_time_ban_wall_clocks_ambient_randomness_and_threads_of_their_own(string project)
    {
        string properties = File.ReadAllText(Path.Combine(Root, "Directory.Build.props"));
        Assert.Contains($"'{project}'", properties, StringComparison.Ordinal);
        string banned = File.ReadAllText(Path.Combine(Root, "BannedSymbols.txt"));
        Assert.All(
            ["System.DateTime.UtcNow", "System.Random", "System.Guid.NewGuid", "System.Diagnostics.Stopwatch", "System.Threading.Thread", "System.Math.Log(", "System.Math.Exp("],
            symbol => Assert.Contains(symbol, banned, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"ActorLab\.Core\.(?<name>[A-Z]\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CoreNamespace();
}
