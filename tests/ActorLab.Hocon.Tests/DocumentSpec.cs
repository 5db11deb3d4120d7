namespace ActorLab.Hocon.Tests;

/// <summary>The examples of docs/hocon.md are true: each block of HOCON means the block of JSON, or has the problem, that follows it.</summary>
public sealed class DocumentSpec
{
    [Fact]
    public void Every_example_of_the_document_means_what_the_document_says()
    {
        List<(string Language, string Text)> blocks = Blocks(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "hocon.md")));
        int examples = 0;
        for (int i = 0; i < blocks.Count; i++)
        {
            if (blocks[i].Language != "hocon") continue;
            Assert.True(i + 1 < blocks.Count, "the last example says nothing");
            HoconResult result = HoconDocument.Parse(blocks[i].Text, "example").Resolve(CaseFilesSpec.Variables);
            if (blocks[i + 1].Language == "json") CaseFilesSpec.MeansJson(result, blocks[i + 1].Text);
            else Assert.Equal(blocks[i + 1].Text.TrimEnd(), string.Join('\n', result.Diagnostics));
            examples++;
        }

        Assert.True(examples >= 10, $"only {examples} examples");
    }

    private static List<(string Language, string Text)> Blocks(string[] lines)
    {
        List<(string, string)> blocks = [];
        int open = -1;
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal)) continue;
            if (open < 0) open = i;
            else
            {
                blocks.Add((lines[open][3..], string.Join('\n', lines[(open + 1)..i])));
                open = -1;
            }
        }

        return blocks;
    }
}
