using System.Globalization;

namespace ActorLab.Pipelines.Tests;

/// <summary>What runs on this machine.</summary>
internal static class SystemProcesses
{
    /// <summary>What was killed may take the system a moment to take down.</summary>
    public static void AssertGone(string argument)
    {
        for (int looks = 0; looks < 200 && With(argument).Count > 0; looks++) Thread.Yield();
        Assert.Empty(With(argument));
    }

    /// <summary>The processes of this machine with an argument.</summary>
    public static List<int> With(string argument)
    {
        var found = new List<int>();
        foreach (string folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id)) continue;
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(argument, StringComparison.Ordinal)) found.Add(id);
            }
            catch (IOException)
            {
                // It has ended in between.
            }
        }

        return found;
    }
}
