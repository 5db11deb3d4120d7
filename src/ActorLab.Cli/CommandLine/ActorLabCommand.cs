using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using ActorLab.Cli.Commands;

namespace ActorLab.Cli.CommandLine;

/// <summary>The whole command line.</summary>
/// <remarks>Not a <see cref="RootCommand"/>: that one is named after the file that runs, and takes directives that nobody asked for.</remarks>
internal sealed class ActorLabCommand : LabCommand
{
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    /// <param name="helpWidthColumns">Where the help breaks its rows.</param>
    public ActorLabCommand(int helpWidthColumns)
        : base("actorlab", "A laboratory for concurrency: run one workload under many models, and see which of them keep its order.",
            ["actorlab run line-copy", "actorlab run line-copy --engine simulation --seed 7 --json", "actorlab run E5", "actorlab new pipeline shop", "actorlab list"])
    {
        var help = new HelpOption();
        var usual = (HelpAction)help.Action!;
        usual.MaxWidth = helpWidthColumns;
        help.Action = new HelpWithExamples(usual);
        Options.Add(help);
        Options.Add(new VersionOption { Action = new PrintVersion() });
        Subcommands.Add(new RunCommand());
        Subcommands.Add(new NodeCommand());
        Subcommands.Add(new ClusterCommand());
        Subcommands.Add(new CheckCommand());
        Subcommands.Add(new ConfigCommand());
        Subcommands.Add(new GraphCommand());
        Subcommands.Add(new NewCommand());
        Subcommands.Add(new VerifyCommand());
        Subcommands.Add(new TraceCommand());
        Subcommands.Add(new ExportCommand());
        Subcommands.Add(new ListCommand());
        Subcommands.Add(new CompletionsCommand());
        Subcommands.Add(new CompleteCommand(this));
    }

    public ParseResult ParseArguments(IReadOnlyList<string> arguments) => Parse(arguments, Parser);

    public override Task<int> RunAsync(CommandCall call)
    {
        if (call.Problems.Count == 0) call.Problems.Add(Problem.Missing("command", "expected one, got none", "See actorlab --help."));
        return Task.FromResult(call.Reject());
    }

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            string? version = typeof(ActorLabCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
            parseResult.InvocationConfiguration.Output.WriteLine($"actorlab {version}");
            return 0;
        }
    }
}
