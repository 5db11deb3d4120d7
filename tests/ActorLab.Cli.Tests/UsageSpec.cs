namespace ActorLab.Cli.Tests;

public sealed class UsageSpec
{
    [Theory]
    [InlineData("--workers", "0", "a whole number from 1 to 1000, got 0")]
    [InlineData("--workers", "-3", "a whole number from 1 to 1000, got -3")]
    [InlineData("--workers", "1e9", "a whole number from 1 to 1000, got 1e9")]
    [InlineData("--workers", "1001", "a whole number from 1 to 1000, got 1001")]
    [InlineData("--workers", "99999999999999999999", "a whole number from 1 to 1000, got 99999999999999999999")]
    [InlineData("--workers", "many", "a whole number from 1 to 1000, got many")]
    [InlineData("--workers", "1.5", "a whole number from 1 to 1000, got 1.5")]
    [InlineData("--workers", "", "a whole number from 1 to 1000, got nothing")]
    [InlineData("--workers", " 3", "a whole number from 1 to 1000, got  3")]
    [InlineData("--workers", "NaN", "a whole number from 1 to 1000, got NaN")]
    [InlineData("--lines", "0", "a whole number from 1 to 10000000, got 0")]
    [InlineData("--lines", "-1", "a whole number from 1 to 10000000, got -1")]
    [InlineData("--lines", "1e9", "a whole number from 1 to 10000000, got 1e9")]
    [InlineData("--lines", "1,000", "a whole number from 1 to 10000000, got 1,000")]
    [InlineData("--lines", "99999999999999999999", "a whole number from 1 to 10000000, got 99999999999999999999")]
    [InlineData("--lines", "ten", "a whole number from 1 to 10000000, got ten")]
    [InlineData("--seed", "-1", "a whole number from 0 to 18446744073709551615, got -1")]
    [InlineData("--seed", "18446744073709551616", "a whole number from 0 to 18446744073709551615, got 18446744073709551616")]
    public async Task A_number_that_cannot_be_is_a_usage_error(string option, string value, string expected)
    {
        Answer answer = await Lab.Call("run", "line-copy", "--model", "threads", option, value);
        Assert.Equal(new Answer(2, "", $"actorlab: {option}: expected {expected} [AL0003]\n"), answer);
    }

    [Theory]
    [InlineData("--model", "pipelin", "a model", "pipeline")]
    [InlineData("--model", "thread-lock", "a model", "threads-lock")]
    [InlineData("--model", "SERIAL", "a model", "serial")]
    [InlineData("--engine", "simulaton", "an engine", "simulation")]
    [InlineData("--engine", "sim", "an engine", "simulation")]
    public async Task A_mistyped_value_is_answered_with_the_one_that_was_meant(string option, string value, string what, string meant)
    {
        Answer answer = await Lab.Call("run", "line-copy", option, value);
        Assert.Equal(new Answer(2, "", $"actorlab: {option}: expected {what}, got {value}. Did you mean {meant}? [AL0001]\n"), answer);
    }

    [Theory]
    [InlineData("E15", "row E15 of the tutorials (compiled)")]
    [InlineData("e17", "row E17 of the tutorials (sort)")]
    [InlineData("E40", "row E40 of the tutorials (advise)")]
    [InlineData("uptime", "row E34 of the tutorials (uptime)")]
    public async Task A_row_that_is_not_built_says_so(string row, string named) =>
        Assert.Equal(
            new Answer(2, "", $"actorlab: experiment: {named} is not built yet. actorlab list names those that are. [AL0001]\n"),
            await Lab.Call("run", row));

    [Fact]
    public async Task A_value_like_nothing_known_is_answered_with_all_that_is_known()
    {
        Answer answer = await Lab.Call("run", "line-copy", "--engine", "warp");
        Assert.Equal("actorlab: --engine: expected an engine, got warp. Known: local, simulation, cluster. [AL0001]\n", answer.Error);
    }

    [Theory]
    [InlineData("line-cpy", "line-copy")]
    [InlineData("iddle", "idle")]
    [InlineData("line", "line-copy")]
    public async Task A_mistyped_experiment_is_answered_with_the_one_that_was_meant(string word, string meant)
    {
        Answer answer = await Lab.Call("run", word);
        Assert.Equal(new Answer(2, "", $"actorlab: experiment: expected an experiment or a row, got {word}. Did you mean {meant}? [AL0001]\n"), answer);
    }

    [Theory]
    [InlineData("rnu", "run")]
    [InlineData("verfy", "verify")]
    [InlineData("lits", "list")]
    public async Task A_mistyped_command_is_answered_with_the_one_that_was_meant(string word, string meant)
    {
        Answer answer = await Lab.Call(word);
        Assert.Equal(new Answer(2, "", $"actorlab: {word}: expected a command, got {word}. Did you mean {meant}? [AL0001]\n"), answer);
    }

    [Fact]
    public async Task A_mistyped_option_is_one_mistake_although_its_value_follows()
    {
        Answer answer = await Lab.Call("run", "line-copy", "--wrokers", "3");
        Assert.Equal(new Answer(2, "", "actorlab: --wrokers: expected an option, got --wrokers. Did you mean --workers? [AL0001]\n"), answer);
    }

    [Fact]
    public async Task All_mistakes_are_reported_at_once()
    {
        Answer answer = await Lab.Call("run", "line-copy", "--workers", "0", "--lines", "x", "--model", "m", "--engine", "e", "--seed", "s", "--input", "i", "--bogus");
        Assert.Equal(2, answer.ExitCode);
        string[] about = [.. answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(": ")[1])];
        Assert.Equal(["--bogus", "--model", "--workers", "--lines", "--seed", "--engine", "--lines"], about);
    }

    [Fact]
    public async Task Nothing_at_all_is_a_usage_error()
    {
        Assert.Equal(new Answer(2, "", "actorlab: command: expected one, got none. See actorlab --help. [AL0002]\n"), await Lab.Call());
        Assert.Equal(new Answer(2, "", "actorlab: experiment: expected one value, got none [AL0002]\n"), await Lab.Call("run"));
    }

    [Fact]
    public async Task An_option_takes_one_value()
    {
        Assert.Equal("actorlab: --workers: expected one value, got none [AL0002]\n", (await Lab.Call("run", "line-copy", "--workers")).Error);
        Assert.Equal("actorlab: --workers: expected one value, got 2 [AL0002]\n", (await Lab.Call("run", "line-copy", "--workers", "1", "--workers", "2")).Error);
    }

    [Fact]
    public async Task A_word_too_many_is_a_usage_error()
    {
        Answer answer = await Lab.Call("run", "line-copy", "again");
        Assert.Equal(new Answer(2, "", "actorlab: again: expected nothing more after run and its arguments [AL0002]\n"), answer);
    }

    [Fact]
    public async Task Lines_and_input_exclude_each_other()
    {
        Answer answer = await Lab.Call("run", "line-copy", "--lines", "5", "--input", "somewhere");
        Assert.Equal(
            new Answer(2, "", "actorlab: --lines: expected without --input, which has its own number of lines. Leave one of them out. [AL0004]\n"), answer);
    }

    [Theory]
    [InlineData("serial")]
    [InlineData("thread-per-item")]
    public async Task A_model_with_a_fixed_number_of_workers_takes_no_other(string model)
    {
        Answer answer = await Lab.Call("run", "line-copy", "--model", model, "--workers", "4");
        Assert.Equal(
            new Answer(2, "", $"actorlab: --workers: expected 1 for {model}, got 4. Its number of workers is part of the model. [AL0004]\n"), answer);
    }

    [Theory]
    [InlineData("idle", "--lines", "5")]
    [InlineData("E1", "--model", "serial")]
    [InlineData("check-faults", "--seed", "1")]
    [InlineData("e8", "--engine", "local")]
    [InlineData("daemon", "--lines", "5")]
    [InlineData("E20", "--megabytes", "5")]
    [InlineData("large-state", "--model", "serial")]
    [InlineData("line-copy", "--megabytes", "5")]
    [InlineData("line-copy", "--work", "5")]
    [InlineData("calc-pi", "--seconds", "1")]
    [InlineData("calc-pi", "--lines", "5")]
    [InlineData("calc-pi", "--warm-up", "5")]
    [InlineData("check-faults", "--replications", "5")]
    [InlineData("sleep-or-crunch", "--start", "spawn")]
    [InlineData("E21", "--work", "5")]
    [InlineData("E22", "--workers", "5")]
    [InlineData("E32", "--work", "5")]
    [InlineData("E33", "--seconds", "1")]
    public async Task An_option_that_means_nothing_to_the_experiment_is_a_usage_error(string experiment, string option, string value)
    {
        Answer answer = await Lab.Call("run", experiment, option, value);
        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith($"actorlab: {option}: does not apply to ", answer.Error);
    }

    [Fact]
    public async Task A_real_machine_has_the_CPUs_that_it_has()
    {
        Answer answer = await Lab.Call("run", "E10", "--cores", "4");
        Assert.Equal(new Answer(2, "", "actorlab: --cores: expected with --engine simulation alone. This machine has the CPUs that it has. [AL0004]\n"), answer);
    }

    [Theory]
    [InlineData("--megabytes", "0", "1 to 1024")]
    [InlineData("--megabytes", "1025", "1 to 1024")]
    [InlineData("--workers", "65", "1 to 64")]
    public async Task A_size_that_cannot_be_is_a_usage_error(string option, string value, string range)
    {
        Answer answer = await Lab.Call("run", "large-state", option, value);
        Assert.Equal(new Answer(2, "", $"actorlab: {option}: expected a whole number from {range}, got {value} [AL0003]\n"), answer);
    }

    [Fact]
    public async Task A_row_has_its_model_already()
    {
        Answer answer = await Lab.Call("run", "E5", "--model", "serial");
        Assert.Equal(new Answer(2, "", "actorlab: --model: expected without E5, which is threads. Use run line-copy --model instead. [AL0004]\n"), answer);
    }

    [Fact]
    public async Task Response_files_are_not_read()
    {
        Answer answer = await Lab.Call("run", "@/dev/null");
        Assert.StartsWith("actorlab: experiment: expected an experiment or a row, got @/dev/null.", answer.Error);
    }

    [Fact]
    public async Task A_mistyped_word_cannot_send_control_sequences_to_the_terminal()
    {
        Answer answer = await Lab.Call("run", "\u001b[31mred");
        Assert.DoesNotContain('\u001b', answer.Error);
        Assert.Contains(@"got \u001b[31mred.", answer.Error);
    }
}
