using static ActorLab.Definitions.Tests.Definitions;

namespace ActorLab.Definitions.Tests;

/// <summary>The definitions in docs/hocon.md are true: each has the settings, or the problems, that follow it.</summary>
public sealed class DocumentSpec
{
    [Fact]
    public void Every_definition_of_the_document_means_what_the_document_says()
    {
        string[] parts = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon.md")).Split("```");
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
}
