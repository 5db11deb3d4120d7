using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Commands;
using ActorLab.Cli.Traces;
using ActorLab.Core.Trace.Analysis;
using ActorLab.Core.Verify;
using ActorLab.Reporting;
using ActorLab.Reporting.Traces;

namespace ActorLab.Cli.Runs;

/// <summary>Reads what is to be judged, in pieces, and gives the verdict. What cannot be read is a problem of the call.</summary>
internal sealed class VerifyRun(VerifyRequest request, CommandCall call) : IDisposable
{
    private const int ChunkBytes = 1 << 16;
    private const string Interrupted = "interrupted before the end of the output";

    private readonly List<(string Name, Stream Stream)> _files = [];

    private string? CutReason => call.Interrupt.IsCancellationRequested ? Interrupted : null;

    /// <returns>Null if something cannot be used; why is among the problems.</returns>
    /// <exception cref="IOException">A file could be opened but not read to its end.</exception>
    /// <exception cref="OperationCanceledException">Somebody interrupted the reading of a trace.</exception>
    public Verdict? Judge()
    {
        if (request.Format.IsTrace) return JudgeTrace();
        // All that cannot be opened is told at once, before anything is read.
        foreach (string file in request.Files)
        {
            if (GivenFile.OpenStream(file, "output", call.Problems) is { } stream) _files.Add((file, stream));
        }

        return request.Format.IsLines ? JudgeLines() : request.Format.IsHistory ? JudgeHistory() : JudgeItems();
    }

    public void Dispose()
    {
        foreach ((_, Stream stream) in _files) stream.Dispose();
    }

    private Verdict? JudgeLines()
    {
        if (request.Checks is [CheckCatalog.Multiset]) return CompareMultisets();
        InputIdentity? input = ReadInput();
        if (call.Problems.Count > 0 || input is null) return null;
        var verifier = new OutputVerifier(input, format: request.Format.Lines!.Value, limits: request.Limits, checks: request.Checks.IsEmpty ? null : request.Checks);
        foreach ((_, Stream stream) in _files) Read(stream, verifier.Feed);
        return verifier.Complete(input.Count, CutReason);
    }

    /// <summary>Neither file is held, so both may be larger than memory.</summary>
    private Verdict? CompareMultisets()
    {
        using Stream? input = GivenFile.OpenStream(request.Input!, "--input", call.Problems);
        if (call.Problems.Count > 0 || input is null) return null;
        MultisetHash expected = Fingerprint([input], RecordFormat.PlainLines);
        MultisetHash lines = Fingerprint(_files.Select(f => f.Stream), request.Format.Lines!.Value);
        CheckResult check = lines.Compare(expected, CutReason);
        return new Verdict(check.Status, null, StreamFigures.None with { Items = lines.Count }, [check]);
    }

    private MultisetHash Fingerprint(IEnumerable<Stream> streams, RecordFormat format)
    {
        var lines = new MultisetHash();
        var reader = new RecordReader(format);
        foreach (Stream stream in streams)
        {
            Read(stream, bytes =>
            {
                while (reader.TryRead(ref bytes, out OutputItem item)) lines.Add(item.Data);
            });
        }

        if (reader.TryEnd(cut: CutReason is not null, out OutputItem last)) lines.Add(last.Data);
        return lines;
    }

    private Verdict? JudgeItems()
    {
        var table = new ItemTable(request.Checks, request.Limits, request.Watermark);
        ReadTables(table);
        return call.Problems.Count > 0 ? null : table.Complete(CutReason);
    }

    private Verdict? JudgeHistory()
    {
        var table = new HistoryTable(request.Checks, request.Limits);
        ReadTables(table);
        return call.Problems.Count > 0 ? null : table.Complete(CutReason);
    }

    private void ReadTables(IRowSink sink)
    {
        if (call.Problems.Count > 0) return;
        var problems = new RowProblems(call.Problems);
        foreach ((string name, Stream stream) in _files)
        {
            var reader = new TableReader(name, request.Columns, sink, problems);
            if (request.Format.IsJsonArray)
            {
                ReadArray(name, stream, reader);
                continue;
            }

            Read(stream, reader.Feed, () => reader.IsDone);
            reader.End(cut: CutReason is not null);
        }
    }

    /// <summary>
    /// Each element is a row, whatever lines the file is broken into; so is each object of a file that has no array but one
    /// object after another.
    /// </summary>
    private void ReadArray(string name, Stream stream, TableReader rows)
    {
        try
        {
            bool isArray = !stream.CanSeek || FirstByte(stream) == '[';
            IAsyncEnumerable<JsonElement> elements = JsonSerializer.DeserializeAsyncEnumerable(
                stream, RowJson.Default.JsonElement, topLevelValues: !isArray, call.Interrupt);
            foreach (JsonElement element in elements.ToBlockingEnumerable(call.Interrupt))
            {
                if (rows.IsDone) return;
                rows.Feed(JsonSerializer.SerializeToUtf8Bytes(element, RowJson.Default.JsonElement));
                rows.Feed("\n"u8);
            }
        }
        catch (JsonException broken)
        {
            call.Problems.Add(
                Problem.UnusableFile(
                    "output",
                    $"{VerdictText.Printable(name)}:{(broken.LineNumber ?? 0) + 1}:{(broken.BytePositionInLine ?? 0) + 1}: "
                        + "expected an array of JSON objects, got something that is none here"));
        }
        catch (OperationCanceledException) when (call.Interrupt.IsCancellationRequested)
        {
            // What was read until then is judged, as of every other file.
        }

        rows.End(cut: CutReason is not null);
    }

    private static int FirstByte(Stream stream)
    {
        int first;
        do
        {
            first = stream.ReadByte();
        }
        while (first is ' ' or '\t' or '\r' or '\n');
        stream.Position = 0;
        return first;
    }

    private Verdict? JudgeTrace()
    {
        if (GivenTrace.Read(request.Files[0], "output", call.Problems, call.Interrupt) is not { } trace) return null;
        if (trace.Model is not { } model)
        {
            call.Problems.Add(Problem.UnusableFile("output", $"expected at most {TraceModel.MaxEvents} events, got {trace.Summary.EventCount}"));
            return null;
        }

        string? cut = CutOf(trace.Evidence);
        if (request.Actor is not { } pattern) return TraceVerifier.OfMessages(model, request.Checks, request.Limits, cut);
        ImmutableArray<TracedActor> actors = [.. model.Actors.Where(a => Glob.IsActor(pattern, a.Id, a.Path))];
        if (actors is [var only]) return TraceVerifier.OfItems(model, only.Id, request.Checks, request.Limits, cut);
        // Who is not found may be in what could not be read.
        if (actors.IsEmpty && cut is not null) return Verdict.Unknown($"no actor {pattern}; {cut}");
        if (actors.IsEmpty) TraceChoice.RejectActor(model, pattern, "--actor", call.Problems);
        else call.Problems.Add(Problem.Malformed("--actor", $"expected one actor, got {actors.Length}: {string.Join(", ", actors.Take(5).Select(a => a.Path))}{(actors.Length > 5 ? ", …" : "")}"));
        return null;
    }

    private static string? CutOf(TraceEvidence evidence)
    {
        if (evidence.IsWhole) return null;
        if (evidence.Damage.IsEmpty) return "the trace is not whole";
        string more = evidence.Damage.Length == 1 ? "" : $", and {evidence.Damage.Length - 1} more places";
        return $"the trace is not whole, at byte {evidence.Damage[0].Offset}: {evidence.Damage[0].Reason}{more}";
    }

    private InputIdentity? ReadInput()
    {
        byte[]? bytes = GivenFile.ReadAll(request.Input!, "--input", call.Problems);
        if (bytes is null) return null;
        var input = InputIdentity.Of(bytes);
        if (input.Count == 0) call.Problems.Add(Problem.UnusableFile("--input", $"{request.Input} has no lines"));
        return input;
    }

    private void Read(Stream stream, TakeBytes take, Func<bool>? isDone = null)
    {
        byte[] chunk = new byte[ChunkBytes];
        int read;
        while (!call.Interrupt.IsCancellationRequested && isDone?.Invoke() != true && (read = stream.Read(chunk)) > 0) take(chunk.AsSpan(0, read));
    }

    private delegate void TakeBytes(ReadOnlySpan<byte> bytes);
}

/// <summary>Rows of JSON, compact, as they are read.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class RowJson : JsonSerializerContext;
