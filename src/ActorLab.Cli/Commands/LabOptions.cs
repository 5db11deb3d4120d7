using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Labs;
using ActorLab.Definitions;

namespace ActorLab.Cli.Commands;

/// <summary>The options that say where a lab is.</summary>
internal static class LabOptions
{
    private const int MaxLength = 200;

    public static Option<string> Broker() => new("--broker")
    {
        Description = $"The RabbitMQ broker of the lab: amqp://USER:PASSWORD@HOST:PORT or amqps://…. Without it: {LabText.Variable} in the environment.",
        HelpName = "url",
    };

    public static Option<string> Lab() => new("--lab") { Description = $"The lab, a virtual host of the broker. [default: {ClusterDefinition.DefaultLab}]", HelpName = "name" };

    public static Option<string> Tls() => new("--tls")
    {
        Description = "The folder with authority.pem, member.pem and member.key for a broker at amqps://…. Without it: whom this machine trusts, and no certificate is shown.",
        HelpName = "folder",
    };

    public static Option<string[]> Allow(string where) => new("--allow") { Description = $"An external program that stages of pipelines may start {where}. May be given several times.", HelpName = "program" };

    /// <param name="option">Takes a name.</param>
    /// <param name="usual">What it is called without the option.</param>
    /// <param name="call">Gets a problem if it is none.</param>
    public static string ReadName(Option<string> option, string usual, CommandCall call)
    {
        string name = call.Text(option) ?? usual;
        if (!IsName(name)) call.Problems.Add(Problem.Malformed(option.Name, $"expected a name of 1 to {MaxLength} characters without control characters"));
        return name;
    }

    /// <summary>Settings in a file may wait for another engine; options are for this run.</summary>
    public static void RefuseWithout(RunOptions options, string engine, CommandCall call)
    {
        foreach (Option option in options.OfLab.Where(call.IsGiven))
            call.Problems.Add(Problem.Excluded(option.Name, $"expected with --engine cluster alone, got {engine}", "Only that one has a lab."));
    }

    public static bool IsName(string name) => name.Length is > 0 and <= MaxLength && !name.Any(char.IsControl);
}
