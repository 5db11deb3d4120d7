using ActorLab.Core.Verify;

namespace ActorLab.Experiments.LineCopy;

/// <summary>Makes of records the lines that are in them, each with the line end that it has in the input.</summary>
internal static class PlainLines
{
    private const int ChunkBytes = 1 << 16;

    /// <param name="records">The output of a run.</param>
    /// <param name="input">What was to be copied: a line that it does not have ends at LF.</param>
    /// <param name="plain">Takes the lines, in the order of their records.</param>
    /// <param name="cut">Whether the run was cut short, so that the last record may not be whole.</param>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static void Write(Stream records, LineCopyInput input, Stream plain, bool cut)
    {
        InputIdentity identity = input.Identity();
        var nextOf = new Dictionary<long, long>();
        var reader = new RecordReader(RecordFormat.Records);
        byte[] chunk = new byte[ChunkBytes];
        int read;
        while ((read = records.Read(chunk)) > 0)
        {
            ReadOnlySpan<byte> bytes = chunk.AsSpan(0, read);
            while (reader.TryRead(ref bytes, out OutputItem item)) WriteLine(item.Data);
        }

        if (reader.TryEnd(cut, out OutputItem last)) WriteLine(last.Data);

        void WriteLine(ReadOnlySpan<byte> line)
        {
            plain.Write(line);
            plain.Write(PlaceOf(line) is > 0 and var place ? input.EndOf((int)place - 1).Span : "\n"u8);
        }

        // Of equal lines the k-th in the output stands for the k-th in the input: they may end otherwise.
        long PlaceOf(ReadOnlySpan<byte> line)
        {
            long first = identity.Find(line);
            if (first == 0 || identity.NextEqual(first) == 0) return first;
            long place = nextOf.GetValueOrDefault(first, first);
            nextOf[first] = identity.NextEqual(place) is > 0 and var next ? next : place;
            return place;
        }
    }
}
