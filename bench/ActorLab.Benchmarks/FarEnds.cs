using ActorLab.Nodes.Transports;

namespace ActorLab.Benchmarks;

/// <summary>What this program does as a child of itself. The last two arguments are its pipes.</summary>
internal static class FarEnds
{
    public const string Link = "--far-end-of-link";
    public const string Pipe = "--far-end-of-pipe";

    /// <returns>False if this is no child; true when the parent has closed its end.</returns>
    public static bool TryServe(string[] args)
    {
        if (args is [Link, var linkIn, var linkOut])
        {
            using ParentPipe parent = ParentPipe.Open(linkIn, linkOut, exitCode: 1);
            LinkWorkload.ServeFarEnd(parent.Transport);
            return true;
        }

        if (args is not [Pipe, var pipeIn, var pipeOut]) return false;
        RawChild.Serve(pipeIn, pipeOut);
        return true;
    }
}
