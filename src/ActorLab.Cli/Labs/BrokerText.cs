using ActorLab.Cli.CommandLine;
using ActorLab.Cluster.Labs;

namespace ActorLab.Cli.Labs;

/// <summary>Where the lab of a command is: what was typed, or what the environment says.</summary>
internal static class BrokerText
{
    /// <summary>A password in the environment is seen by fewer than one on a command line.</summary>
    public const string Variable = "ACTORLAB_BROKER";

    private const string Form = "amqp://USER:PASSWORD@HOST:PORT";
    private const int PlainPort = 5672, SecurePort = 5671;

    private const string HowToGetOne =
        $"Give --broker {Form} or set {Variable}: docker compose up broker starts a RabbitMQ, and docs/cluster.md says how to use another one.";

    /// <param name="broker">What was typed; null for what the environment says.</param>
    /// <param name="path">What it was typed for.</param>
    /// <param name="lab">Of the lab and its virtual host.</param>
    /// <param name="problems">Takes what is wrong; it never quotes the address, which has a password in it.</param>
    public static LabAddress? Read(string? broker, string path, string lab, ICollection<Diagnostic> problems)
    {
        string? text = broker ?? Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(text))
        {
            problems.Add(Problem.Missing(path, "expected the address of a RabbitMQ broker, got none", HowToGetOne));
            return null;
        }

        string where = broker is null ? Variable : path;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme is not ("amqp" or "amqps") || address.Host.Length == 0)
            problems.Add(Problem.Malformed(where, $"expected {Form} or amqps://…, got something else"));
        else if (address.AbsolutePath.Trim('/').Length > 0)
            problems.Add(Problem.Malformed(where, $"expected {Form} without a path: --lab names the virtual host"));
        else if (address.UserInfo.Split(':', 2) is not [{ Length: > 0 } and not "guest", _])
            problems.Add(Problem.Malformed(where, $"expected {Form} with a user of the lab's own and a password; the user guest is never used"));
        else
            return new LabAddress(WithPort(address), lab);
        return null;
    }

    private static Uri WithPort(Uri address) =>
        new UriBuilder(address) { Port = address.Port > 0 ? address.Port : address.Scheme == "amqps" ? SecurePort : PlainPort, Path = "" }.Uri;
}
