using Akka.Actor;
using Akka.Configuration;
using ActorLab.Hocon;
using AkkaValue = Akka.Configuration.Hocon.HoconValue;

namespace ActorLab.Definitions.Reading.Akka;

/// <summary>Finds what is wrong with a section <c>akka</c>: keys that Akka's reference configuration does not know, values that
/// Akka does not take, and settings that are not the user's.</summary>
/// <remarks>Places are those of our reader, since Akka's has none; what a value means is asked of Akka's own.</remarks>
internal sealed class AkkaCheck(ReadingProblems problems)
{
    private const string Actor = "akka.actor";
    private const string Deployment = "akka.actor.deployment";

    /// <summary>A section with one of these, of a name that Akka does not know, is a dispatcher.</summary>
    private static readonly string[] s_marks = ["type", "executor", "throughput"];

    private readonly List<HoconField> _dispatchers = [];
    private readonly List<HoconField> _deployed = [];

    /// <param name="section">The section, an object.</param>
    /// <param name="text">The same as Akka is given it.</param>
    public void Check(HoconField section, string text)
    {
        int before = problems.Count;
        Walk(section, "akka", ReferenceTree.Akka);
        CheckDeployed();
        // What Akka says of the whole is only of use where it is about nothing that was said already.
        if (problems.Count == before) ReadAsAkkaDoes(section, text);
    }

    private void Walk(HoconField section, string path, IReadOnlyDictionary<string, AkkaValue> known)
    {
        foreach (string key in ((HoconObject)section.Value!).Keys)
        {
            if (problems.IsFull) return;
            HoconField field = section[key];
            string below = $"{path}.{key}";
            bool isKnown = known.TryGetValue(key, out AkkaValue? usual);
            if (KeptSettings.ReasonFor(below) is { } reason && (isKnown || KeptSettings.Paths.Contains(below)))
                problems.Excluded(field, "nothing", reason);
            else if (below == Deployment) CheckDeployments(field);
            else if (isKnown) CheckKnown(field, below, usual!);
            else if (path == Actor && IsDispatcher(field.Value)) CheckDispatcher(field, below);
            else
                problems.UnknownKey(
                    field, key, path, known.Keys.Where(k => KeptSettings.ReasonFor($"{path}.{k}") is null), ReferenceTree.Paths);
        }
    }

    private void CheckKnown(HoconField field, string path, AkkaValue usual)
    {
        if (!usual.IsObject()) CheckValue(field, path, usual);
        else if (field.Value is not HoconObject) problems.Unfit(field.Expected("an object"));
        else Walk(field, path, usual.GetObject().Items);
    }

    private void CheckValue(HoconField field, string path, AkkaValue usual)
    {
        var kind = AkkaKind.Of(path, usual);
        if (!kind.Takes(field.Value!)) problems.Unfit(field.Expected(kind.Expected), kind.Words);
    }

    private static bool IsDispatcher(HoconValue? value) =>
        value is HoconObject section && s_marks.Any(m => section[m] is not null);

    private void CheckDispatcher(HoconField dispatcher, string path)
    {
        int before = problems.Count;
        Walk(dispatcher, path, ReferenceTree.Dispatcher);
        if (problems.Count == before) _dispatchers.Add(dispatcher);
    }

    private void CheckDeployments(HoconField deployments)
    {
        if (deployments.Value is not HoconObject entries)
        {
            problems.Unfit(deployments.Expected("an object"));
            return;
        }

        foreach (string path in entries.Keys)
        {
            if (problems.IsFull) return;
            HoconField entry = deployments[path];
            if (!path.StartsWith('/'))
                problems.Unfit(entry.Expected("the path of an actor as its key, such as \"/root/sink\" or \"/root/*\""));
            else if (entry.Value is not HoconObject) problems.Unfit(entry.Expected("an object"));
            else CheckDeployment(entry, $"{Deployment}.{HoconWriter.Key(path)}");
        }
    }

    private void CheckDeployment(HoconField entry, string path)
    {
        foreach (string key in ((HoconObject)entry.Value!).Keys)
        {
            HoconField field = entry[key];
            if (key == "dispatcher") _deployed.Add(field);
            else if (!ReferenceTree.Deployment.ContainsKey(key))
                problems.UnknownKey(field, key, path, ["dispatcher"], []);
            else problems.Excluded(field, "nothing", "An actor of the lab can be put on another dispatcher, and that is all.");
        }
    }

    /// <summary>Only when all dispatchers are known.</summary>
    private void CheckDeployed()
    {
        foreach (HoconField field in _deployed)
        {
            string? id = (field.Value as HoconString)?.Value;
            string[] own = [.. _dispatchers.Select(d => d.Path)];
            if (id is not null && (own.Contains(id, StringComparer.Ordinal) || ReferenceTree.Config.HasPath(id))) continue;
            string[] all =
            [
                .. own,
                .. ReferenceTree.Akka["actor"].GetObject().Items.Keys
                    .Where(k => k.EndsWith("-dispatcher", StringComparison.Ordinal)).Select(k => $"{Actor}.{k}"),
            ];
            problems.Unfit(field.Expected("the path of a dispatcher, such as akka.actor.my-dispatcher"), all);
        }
    }

    private void ReadAsAkkaDoes(HoconField section, string text)
    {
        try
        {
            Config config = ConfigurationFactory.ParseString(text);
            Compare(section, config.Root.GetObject().Items["akka"]);
            config = config.WithFallback(ReferenceTree.Config);
            _ = new Settings(null, config);
            if (_dispatchers.Count > 0) MakeDispatchers(config);
        }
        catch (Exception refused) when (refused is not OutOfMemoryException)
        {
            // Its readers have exceptions of many kinds.
            problems.Unfit(section.Expected($"settings that Akka takes ({refused.Message.ReplaceLineEndings(" ")})"));
        }
    }

    /// <summary>Akka's parser is another than ours: what it reads must be what we have looked at.</summary>
    private void Compare(HoconField field, AkkaValue read)
    {
        if (field.Value is HoconObject section)
        {
            foreach (string key in section.Keys)
            {
                if (read.IsObject() && read.GetObject().Items.TryGetValue(key, out AkkaValue? below)) Compare(field[key], below);
                else problems.Unfit(field[key].Expected("what Akka's own reader finds as well"));
            }
        }
        else if (field.Value is HoconScalar scalar && read.GetString() != scalar.Text)
        {
            problems.Unfit(field.Expected($"a value that Akka's own reader does not take for {read.GetString()}"));
        }
    }

    private void MakeDispatchers(Config config)
    {
        using var system = ActorSystem.Create("check", ConfigurationFactory
            .ParseString("""
                akka { loglevel = OFF, stdout-loglevel = OFF, loggers = [], coordinated-shutdown.run-by-clr-shutdown-hook = off }
                """)
            .WithFallback(config));
        foreach (HoconField dispatcher in _dispatchers)
        {
            try
            {
                system.Dispatchers.Lookup(dispatcher.Path);
            }
            catch (Exception refused) when (refused is not OutOfMemoryException)
            {
                string why = refused.Message.ReplaceLineEndings(" ");
                problems.Unfit(dispatcher.Expected($"a dispatcher that Akka can make ({why})"));
            }
        }
    }
}
