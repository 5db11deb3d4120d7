using System.Text;

namespace ActorLab.Hocon.Tests;

/// <summary>Files in memory, all in one folder. A name without an extension is found too.</summary>
internal sealed class MemoryIncludes(Dictionary<string, string> files) : IIncludeSource
{
    public IncludeAnswer Open(IncludeRequest request)
    {
        string name = request.Name.EndsWith(".conf", StringComparison.Ordinal) ? request.Name[..^5] : request.Name;
        return files.TryGetValue(name, out string? text) ? new IncludeAnswer.Found(name, name, Encoding.UTF8.GetBytes(text)) : new IncludeAnswer.Missing();
    }
}
