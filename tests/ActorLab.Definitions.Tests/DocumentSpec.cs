using ActorLab.Core.Definition;
using ActorLab.Experiments;
using static ActorLab.Definitions.Tests.Definitions;

namespace ActorLab.Definitions.Tests;

/// <summary>The definitions in docs/hocon.md are true: each has the settings, or the problems, that follow it.</summary>
public sealed class DocumentSpec
{
    private static readonly string[] Parts = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon.md")).Split("```");

    [Fact]
    public void Every_definition_of_the_document_means_what_the_document_says()
    {
        string[] parts = Parts;
        int examples = 0;
        for (int i = 1; i + 2 < parts.Length; i += 2)
        {
            if (!parts[i].StartsWith("conf\n", StringComparison.Ordinal)) continue;
            Assert.StartsWith("text\n", parts[i + 2]);
            DefinitionReading reading = DefinitionReader.Read(DefinitionSources.OfText(parts[i][5..], "my.conf"));
            IEnumerable<string> said = reading.Definition is null ? Problems(reading) : reading.Values.Where(v => !v.IsDefault).Select(v => $"{v.Key} = {v.Value}  # {v.Origin}");
            Assert.Equal(parts[i + 2][5..].TrimEnd(), string.Join('\n', said));
            examples++;
        }

        Assert.True(examples >= 3, $"only {examples} definitions");
    }

    [Fact]
    public void The_definition_in_CSharp_is_that_of_the_first_file()
    {
        string[] conf = [.. Parts.Where(p => p.StartsWith("conf\n", StringComparison.Ordinal))];
        string[] csharp = [.. Parts.Where(p => p.StartsWith("csharp\nvar definition", StringComparison.Ordinal))];
        var definition = new LineCopyExperimentDefinition { Engine = "simulation", Models = [ExecutionModel.Pipeline], Workers = 4, Lines = 2_000, Machine = PublishedMachines.Laptop with { Cores = 8 } };
        // The line above, as it stands in the document.
        Assert.Equal("csharp\nvar definition = new LineCopyExperimentDefinition { Engine = \"simulation\", Models = [ExecutionModel.Pipeline], Workers = 4, Lines = 2_000, "
            + "Machine = PublishedMachines.Laptop with { Cores = 8 } };\n", Assert.Single(csharp));
        var inFile = Good<LineCopyExperimentDefinition>(Read(conf[0][5..]));
        Assert.Equal((inFile.Engine, inFile.Digest), (definition.Engine, definition.Digest));
    }
}
