using System.Diagnostics;

namespace ActorLab.TestSupport;

/// <summary>What a program left behind.</summary>
public sealed record CommandAnswer(int ExitCode, string Out, string Error);

/// <summary>Programs of the system that tests call.</summary>
public static class SystemCommand
{
    /// <summary>Runs it with an empty standard input until it ends.</summary>
    /// <param name="file">A program on the path, or its path.</param>
    /// <param name="arguments">As they are, without a shell.</param>
    /// <param name="variables">Of its environment, beside those of this process; null unsets one.</param>
    /// <param name="interrupt">Kills it, and all that it started.</param>
    public static async Task<CommandAnswer> RunAsync(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? variables = null, CancellationToken interrupt = default)
    {
        using Process process = Begin(file, arguments, variables);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None), error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(interrupt).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new CommandAnswer(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
    }

    /// <summary>The same, for one that must succeed.</summary>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="InvalidOperationException">It did not; with what it wrote.</exception>
    public static async Task<string> CheckAsync(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? variables = null, CancellationToken interrupt = default)
    {
        string[] all = [.. arguments];
        CommandAnswer answer = await RunAsync(file, all, variables, interrupt).ConfigureAwait(false);
        if (answer.ExitCode != 0) throw new InvalidOperationException($"{file} {string.Join(' ', all)} ended with {answer.ExitCode}:\n{answer.Error}{answer.Out}");
        return answer.Out;
    }

    /// <summary>Starts it, with pipes to all of its streams.</summary>
    public static Process Begin(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? variables = null)
    {
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in variables ?? new Dictionary<string, string?>(StringComparer.Ordinal)) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{file} was not started");
    }
}
