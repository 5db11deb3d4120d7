using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace ActorLab.Simulation.Tests.Pairs;

/// <summary>A process of this program that prints digests, in an environment that must not matter.</summary>
internal sealed class PairProcess : IDisposable
{
    /// <summary>The first argument of such a process; culture, first number and count follow.</summary>
    public const string Argument = "digests";

    public const string PlainCulture = "plain", OddCulture = "odd";

    private static readonly ImmutableArray<(string Name, string Value)> s_plain = [("TZ", "UTC"), ("LC_ALL", "C"), ("DOTNET_gcServer", "0")];

    private static readonly ImmutableArray<(string Name, string Value)> s_odd =
        [("TZ", "Asia/Kathmandu"), ("LC_ALL", "tr_TR.UTF-8"), ("DOTNET_gcServer", "1"), ("DOTNET_TieredPGO", "0")];

    private readonly Process _process;
    private readonly Task<string> _error;

    private PairProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts it.</summary>
    public static PairProcess Begin(string culture, long first, long count)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(PairProcess).Assembly.Location, Argument, culture, $"{first}", $"{count}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in culture == OddCulture ? s_odd : s_plain) start.Environment[name] = value;
        return new PairProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start"));
    }

    /// <summary>Makes this process one that writes numbers and dates like nobody else.</summary>
    public static void Enter(string culture)
    {
        if (culture != OddCulture) return;
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat = new NumberFormatInfo { NegativeSign = "~", NumberDecimalSeparator = ",", NumberGroupSeparator = "." };
        CultureInfo.CurrentCulture = odd;
        CultureInfo.DefaultThreadCurrentCulture = odd;
    }

    /// <summary>The next line; null when there is none, because all is said.</summary>
    /// <exception cref="InvalidOperationException">The process ended badly.</exception>
    public async Task<string?> NextAsync()
    {
        if (await _process.StandardOutput.ReadLineAsync() is { } line) return line;
        await _process.WaitForExitAsync();
        return _process.ExitCode == 0 ? null : throw new InvalidOperationException($"exit code {_process.ExitCode}: {await _error}");
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
