using System.Diagnostics;
using System.Globalization;

namespace ActorLab.TestSupport.Processes;

/// <summary>What the system knows about processes.</summary>
public static class ProcessTable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(2);

    /// <summary>Those that were started by another one and have not been waited for: zombies are among them.</summary>
    public static int[] ChildrenOf(int parent) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(id => IsChild(parent, id))];

    public static bool IsChild(int parent, int process) => Stat(process) is { } stat && stat.Parent == parent;

    /// <summary>True when it runs; a zombie does not.</summary>
    public static bool IsAlive(int process) => Stat(process) is { State: not ('Z' or 'X') };

    /// <summary>The arguments of a process, separated by spaces; empty if it is gone.</summary>
    public static string CommandOf(int process) => Read($"/proc/{process}/cmdline")?.Replace('\0', ' ') ?? "";

    /// <summary>Waits until something is so.</summary>
    /// <exception cref="TimeoutException">It never came to be: <see cref="HangGuard.Limit"/>.</exception>
    public static async Task Until(Func<bool> condition, string what)
    {
        using var timer = new PeriodicTimer(Step);
        long until = Environment.TickCount64 + (long)HangGuard.Limit.TotalMilliseconds;
        while (!condition())
        {
            if (Environment.TickCount64 > until) throw new TimeoutException($"after {HangGuard.Limit} it is not so that {what}");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Kills it (SIGKILL), at once; nothing happens if it has ended.</summary>
    public static void Kill(int process)
    {
        try
        {
            using var killed = Process.GetProcessById(process);
            killed.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It has ended meanwhile.
        }
    }

    /// <summary>Sends a signal and returns when it was sent. A process that has ended meanwhile is no error.</summary>
    /// <param name="name">Without SIG.</param>
    /// <param name="process">To which.</param>
    public static void Signal(string name, int process)
    {
        var start = new ProcessStartInfo("kill", [$"-{name}", process.ToString(CultureInfo.InvariantCulture)]) { UseShellExecute = false, RedirectStandardError = true };
        using var kill = Process.Start(start)!;
        kill.WaitForExit();
    }

    private static (char State, int Parent)? Stat(int process)
    {
        // The second field is a name in parentheses, which may have anything in it.
        if (Read($"/proc/{process}/stat") is not { } text) return null;
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture));
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null; // it ended meanwhile
        }
    }
}
