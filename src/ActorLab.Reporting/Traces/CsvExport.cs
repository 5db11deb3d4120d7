using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting.Traces;

/// <summary>Events as comma-separated values after RFC 4180: a row of names, one row an event, ended by CR LF, quoted where it must be.</summary>
public static class CsvExport
{
    public const string Header = "row,kind,time_ns,start_ns,duration_ns,actor,actor_path,peer,peer_path,detail,turn,message,item,node,thread,cause";

    public static void Write(TraceModel model, IReadOnlyList<int> rows, TextWriter output)
    {
        output.Write(Header + "\r\n");
        foreach (int row in rows)
        {
            TraceEvent e = model[row];
            int cause = model.CauseOf(row);
            string[] cells =
            [
                $"{row}", e.Kind.ToString().ToLowerInvariant(), $"{e.Time.Nanoseconds}", $"{e.Start.Nanoseconds}", $"{e.Amount}", $"{e.Actor.Value}", model.PathOf(e.Actor), $"{e.Peer.Value}",
                e.Peer.Value == 0 && e.Kind != TraceKind.Send ? "" : model.PathOf(e.Peer), e.Detail, $"{e.Turn}", $"{e.Message}", $"{e.Item}", e.Place?.Node ?? "", e.Place?.Thread ?? "", cause < 0 ? "" : $"{cause}",
            ];
            output.Write(string.Join(',', cells.Select(Quoted)));
            output.Write("\r\n");
        }
    }

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"")}\"";
}
