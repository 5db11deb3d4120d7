using ActorLab.Core.Verify;

namespace ActorLab.Cli.Runs;

/// <summary>Verifies an output that exists already.</summary>
internal static class OutputCheck
{
    private const int ChunkBytes = 1 << 16;

    /// <param name="output">Read to its end, or until somebody interrupts; then the verdict can no longer be that it holds.</param>
    /// <param name="input">What it should be a copy of; all of it counts as acknowledged.</param>
    /// <param name="interrupt">Ends the reading early.</param>
    public static Verdict Of(Stream output, InputIdentity input, CancellationToken interrupt)
    {
        var verifier = new OutputVerifier(input);
        byte[] chunk = new byte[ChunkBytes];
        while (!interrupt.IsCancellationRequested)
        {
            int read = output.Read(chunk);
            if (read == 0) return verifier.Complete(input.Count, null);
            verifier.Feed(chunk.AsSpan(0, read));
        }

        return verifier.Complete(input.Count, "interrupted before the end of the output");
    }
}
