using ActorLab.Definitions.Reading.Akka;
using ActorLab.Hocon;

namespace ActorLab.Definitions.Schema;

/// <summary>Settings of Akka for the actor systems of a run, which are handed to it as they stand.</summary>
public sealed class AkkaSettings : SchemaNode
{
    internal AkkaSettings() : base("akka")
    {
    }

    internal override void Check(HoconField field, ReadingProblems problems)
    {
        if (field.Value is not HoconObject section) problems.Unfit(field.Expected("an object"));
        else if (section.Count > 0) new AkkaCheck(problems).Check(field, Text(section));
    }

    /// <returns>JSON with the one key <c>akka</c>; empty where nothing is set.</returns>
    internal string Read(HoconField root) => root[Key].Value is HoconObject { Count: > 0 } section ? Text(section) : "";

    private string Text(HoconObject section) =>
        HoconWriter.ToJson(new HoconObject(KeyValuePair.Create<string, HoconValue>(Key, section)));
}
