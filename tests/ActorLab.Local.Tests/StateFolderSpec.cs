using System.Text;
using ActorLab.Core.Journal;
using ActorLab.Local.State;

namespace ActorLab.Local.Tests;

public sealed class StateFolderSpec : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("state-");

    private string State => Path.Combine(_folder.FullName, "state");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_has_begun_is_found_again_and_each_process_is_a_life_more()
    {
        using (StateFolder folder = StateFolder.Open(State))
        {
            Assert.Null(folder.Manifest);
            Assert.Null(StateFolder.ReadManifest(State));
            RunState state = folder.Begin(Manifest());
            Assert.Equal((State, 1, 0), (state.Folder, state.Life, state.FirstEpoch));
        }

        Assert.Equal("line-copy", StateFolder.ReadManifest(State)!.Experiment);
        for (int life = 2; life <= 4; life++)
        {
            using StateFolder folder = StateFolder.Open(State);
            Assert.Empty(folder.Manifest!.DifferencesTo(Manifest()));
            RunState state = folder.Resume();
            Assert.Equal(life, state.Life);
            Assert.True(state.FirstEpoch > 0);
        }
    }

    [Fact]
    public void A_torn_end_of_the_journal_is_cut_off_before_more_is_appended()
    {
        Begin();
        string journal = Path.Combine(State, "journal");
        byte[] sound = File.ReadAllBytes(journal);
        File.WriteAllBytes(journal, [.. sound, 1, 2, 3]);
        using StateFolder folder = StateFolder.Open(State);
        folder.Resume();
        Assert.Equal([.. sound, .. JournalForm.Life(2)], File.ReadAllBytes(journal));
    }

    [Fact]
    public void While_one_process_works_on_a_folder_another_one_is_refused()
    {
        using StateFolder first = StateFolder.Open(State);
        Assert.Equal("another process is at work on it", Assert.Throws<StateException>(() => StateFolder.Open(State)).Message);
    }

    [Fact]
    public void A_folder_with_something_else_in_it_is_left_alone_and_what_a_killed_beginning_left_is_not_in_the_way()
    {
        Directory.CreateDirectory(State);
        File.WriteAllText(Path.Combine(State, "journal"), "half");
        File.WriteAllText(Path.Combine(State, "manifest.json.new"), "{");
        Begin();
        string other = Path.Combine(_folder.FullName, "other");
        Directory.CreateDirectory(other);
        File.WriteAllText(Path.Combine(other, "letter"), "dear");
        Assert.Equal("it holds no run, and something else: letter", Assert.Throws<StateException>(() => StateFolder.Open(other)).Message);
        Assert.Equal("it is a file", Assert.Throws<StateException>(() => StateFolder.Open(Path.Combine(other, "letter"))).Message);
    }

    [Fact]
    public void Another_definition_is_told_place_by_place()
    {
        StateManifest then = Manifest("""{"model":"pipeline","workers":3,"stages":[{"name":"a"},{"name":"b"}]}""");
        StateManifest now = Manifest("""{"model":"process-pipeline","workers":3,"seed":1,"stages":[{"name":"a"},{"name":"c"}]}""") with { Seed = 9 };
        Assert.Equal<string>(
            ["seed: 1 when it began, 9 now", "model: pipeline when it began, process-pipeline now", "stages[1].name: b when it began, c now", "seed: nothing when it began, 1 now"],
            [.. then.DifferencesTo(now)]);
        Assert.Equal<string>(["experiment: line-copy when it began, pipeline now"], [.. then.DifferencesTo(now with { Experiment = "pipeline" })]);
    }

    [Fact]
    public void Another_input_is_told()
    {
        string path = Path.Combine(_folder.FullName, "input");
        File.WriteAllText(path, "abc");
        KeptInput then = KeptInput.Of(path);
        Assert.Equal(new KeptInput(path, 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), then);
        Assert.Null(then.DifferenceTo(KeptInput.Of(path)));
        File.WriteAllText(path, "abd");
        Assert.Contains("as many bytes", then.DifferenceTo(KeptInput.Of(path)));
        File.WriteAllText(path, "abcd");
        Assert.Contains("had 3 bytes when the run began, and has 4 now", then.DifferenceTo(KeptInput.Of(path)));
    }

    [Fact]
    public void A_run_that_has_come_to_its_end_says_what_it_said()
    {
        Begin();
        var finished = new FinishedRun(99, "text\n", "[]");
        using (StateFolder folder = StateFolder.Open(State)) folder.Finish(finished);
        using StateFolder again = StateFolder.Open(State);
        Assert.Equal(finished, again.Finished);
    }

    [Theory]
    [InlineData("manifest.json", "{}", "its manifest is broken")]
    [InlineData("manifest.json", """{"version":2}""", "its form has version 2, and this program knows version 1")]
    [InlineData("finished.json", "nonsense", "the report of its end is broken")]
    [InlineData("journal", "nonsense", "its journal is none")]
    public void What_is_broken_is_told(string file, string content, string expected)
    {
        Begin();
        File.WriteAllText(Path.Combine(State, file), content);
        StateException failure = Assert.Throws<StateException>(() =>
        {
            using StateFolder folder = StateFolder.Open(State);
            folder.Resume();
        });
        Assert.StartsWith(expected, failure.Message);
        Assert.False(failure.IsOfMachine);
    }

    [Fact]
    public void The_journal_of_another_run_is_refused()
    {
        Begin();
        File.WriteAllBytes(Path.Combine(State, "journal"), [.. JournalForm.Head(8), .. JournalForm.Life(1)]);
        using StateFolder folder = StateFolder.Open(State);
        Assert.Equal("its journal is that of another run", Assert.Throws<StateException>(folder.Resume).Message);
    }

    private void Begin()
    {
        using StateFolder folder = StateFolder.Open(State);
        folder.Begin(Manifest());
    }

    private static StateManifest Manifest(string definition = """{"model":"pipeline"}""") => new()
    {
        Run = 7,
        Experiment = "line-copy",
        Engine = "local",
        Seed = 1,
        Definition = Encoding.UTF8.GetBytes(definition),
        Nodes = Encoding.UTF8.GetBytes("{}"),
        Inputs = [new KeptInput("/input", 3, "00")],
    };
}
