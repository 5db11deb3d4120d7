using ActorLab.Cli.CommandLine;
using ActorLab.Cluster.Labs;
using ActorLab.Definitions;

namespace ActorLab.Cli.Labs;

/// <summary>Where the lab of a command is: what was typed or stands in a file, or what the environment says.</summary>
internal static class LabText
{
    /// <summary>A password in the environment is seen by fewer than one on a command line.</summary>
    public const string Variable = "ACTORLAB_BROKER";

    private const string Form = "amqp://USER:PASSWORD@HOST:PORT";
    private const int PlainPort = 5672, SecurePort = 5671;
    private const string Secure = "amqps";

    private const string HowToGetOne =
        $"Give --broker {Form} or set {Variable}: docker compose up broker starts a RabbitMQ, and docs/cluster.md says how to use another one.";

    /// <param name="cluster">What was typed or stands in a file.</param>
    /// <param name="path">What is wrong with the address is said of this option.</param>
    /// <param name="problems">Takes what is wrong; it never quotes the address, which has a password in it.</param>
    /// <returns>Null if something is.</returns>
    public static LabAddress? Read(ClusterDefinition cluster, string path, ICollection<Diagnostic> problems)
    {
        Uri? broker = ReadBroker(cluster.Broker, path, problems);
        if (broker is null) return null;
        var address = new LabAddress(broker, cluster.Lab) { Patience = PatienceOf(cluster) };
        if (cluster.Tls is not { } folder) return address;
        LabTls tls = LabTls.In(folder);
        string? problem = broker.Scheme == Secure ? tls.FindProblem() : $"expected {Secure}://… as the broker, since certificates are for TLS alone";
        if (problem is null) return address with { Tls = tls };
        problems.Add(Problem.Malformed("--tls", problem));
        return null;
    }

    private static LabPatience PatienceOf(ClusterDefinition cluster) =>
        LabPatience.Default with { WithoutBroker = cluster.WithoutBroker, Stall = cluster.StallAfter, Confirmation = cluster.ConfirmationTimeout };

    private static Uri? ReadBroker(string? broker, string path, ICollection<Diagnostic> problems)
    {
        string? text = broker ?? Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(text))
        {
            problems.Add(Problem.Missing(path, "expected the address of a RabbitMQ broker, got none", HowToGetOne));
            return null;
        }

        string where = broker is null ? Variable : path;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme is not ("amqp" or Secure) || address.Host.Length == 0)
            problems.Add(Problem.Malformed(where, $"expected {Form} or {Secure}://…, got something else"));
        else if (address.AbsolutePath.Trim('/').Length > 0)
            problems.Add(Problem.Malformed(where, $"expected {Form} without a path: --lab names the virtual host"));
        else if (address.UserInfo.Split(':', 2) is not [{ Length: > 0 } and not "guest", _])
            problems.Add(Problem.Malformed(where, $"expected {Form} with a user of the lab's own and a password; the user guest is never used"));
        else
            return WithPort(address);
        return null;
    }

    private static Uri WithPort(Uri address) => new UriBuilder(address) { Port = address.Port > 0 ? address.Port : address.Scheme == Secure ? SecurePort : PlainPort, Path = "" }.Uri;
}
