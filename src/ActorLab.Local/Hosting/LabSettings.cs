using Akka.Actor;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using ActorLab.Core.Engine;

namespace ActorLab.Local.Hosting;

/// <summary>The settings of the actor system of a run: those of a plan over <c>local.conf</c> over Akka's own.</summary>
internal sealed class LabSettings
{
    private const string Level = "akka.loglevel";
    private const string Deployment = "akka.actor.deployment";

    private static readonly Config s_local = Read("local.conf");

    private readonly Deployer? _deployer;

    /// <param name="akka">Of the plan: HOCON with the one key <c>akka</c>; empty for none.</param>
    /// <param name="level">What is logged; null for what the plan says.</param>
    public LabSettings(string akka, LogLevel? level)
    {
        Config all = akka.Length == 0 ? s_local : ConfigurationFactory.ParseString(akka).WithFallback(s_local);
        if (all.GetConfig(Deployment).AsEnumerable().Any(d => d.Key != "default")) _deployer = new Deployer(new Settings(null, all));
        Config above = akka.Length == 0 || _deployer is null ? all : WithoutDeployment(akka).WithFallback(s_local);
        string logged = level is { } chosen ? $"{chosen}".ToUpperInvariant() : above.GetString(Level);
        Config = logged == s_local.GetString(Level)
            ? above
            : ConfigurationFactory.ParseString($"akka {{ loglevel = {logged}, stdout-loglevel = {logged} }}").WithFallback(above);
        Logs = !logged.Equals("OFF", StringComparison.OrdinalIgnoreCase);
        Throughput = Config.GetInt("akka.actor.default-dispatcher.throughput");
    }

    public Config Config { get; }

    /// <summary>Whether anything is logged.</summary>
    public bool Logs { get; }

    /// <summary>The most messages that an actor handles before others get a turn, where its plan asks for no other number.</summary>
    public int Throughput { get; }

    /// <summary>The dispatcher that an actor of the lab is deployed on; null for that of its plan.</summary>
    /// <param name="path">As the lab has it, such as <c>root/sink</c>, which is <c>"/root/sink"</c> in the settings.</param>
    public string? DispatcherOf(string path) =>
        _deployer?.Lookup(path.Split('/')) is { Dispatcher: { Length: > 0 } id } ? id : null;

    /// <summary>The lab looks these up by its own paths, and patterns must not match those that Akka has.</summary>
    private static Config WithoutDeployment(string akka)
    {
        Config config = ConfigurationFactory.ParseString(akka);
        HoconObject actor = config.Root.GetObject().Items["akka"].GetObject().Items["actor"].GetObject();
        actor.Items.Remove("deployment");
        return config;
    }

    private static Config Read(string name)
    {
        using Stream stream = typeof(LabSettings).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd()).WithFallback(ConfigurationFactory.Default());
    }
}
