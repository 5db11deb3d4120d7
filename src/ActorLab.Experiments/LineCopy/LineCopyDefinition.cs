using ActorLab.Core.Definition;
using ActorLab.Core.Machine;

namespace ActorLab.Experiments.LineCopy;

/// <summary>One run of line-copy, as a user describes it.</summary>
public sealed record LineCopyDefinition
{
    public const int DefaultLines = 10_000;
    public const int MaxLines = 10_000_000;
    public const int MaxWorkers = 1_000;
    public const int MaxCores = 1_024;

    /// <summary>The longest line that is copied, in bytes without its line end.</summary>
    public const int MaxLineBytes = 1 << 20;

    public required ExecutionModel Model { get; init; }

    /// <summary>1 to <see cref="MaxWorkers"/>.</summary>
    public required int Workers { get; init; }

    /// <summary>The file to copy, or null for a generated one with <see cref="Lines"/> lines <c>line1</c>, <c>line2</c>, ….</summary>
    public string? InputPath { get; init; }

    /// <summary>1 to <see cref="MaxLines"/>; ignored when <see cref="InputPath"/> is set.</summary>
    public int Lines { get; init; } = DefaultLines;

    /// <summary>Where to keep the output; truncated first. Null keeps it only until it is verified.</summary>
    public string? OutputPath { get; init; }

    /// <summary>
    /// Keep the lines alone at <see cref="OutputPath"/>, as they came out, with the line ends of the input: the bytes of the
    /// input where the order held. Otherwise it has a record for each line.
    /// </summary>
    public bool Plain { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>Run under an interpreter lock, whatever the machine has.</summary>
    public bool InterpreterLock { get; init; }

    /// <summary>CPUs of a simulated machine, 1 to <see cref="MaxCores"/>; null for as many as the machine has. A real machine has its own.</summary>
    public int? Cores { get; init; }

    /// <summary>The machine to simulate; null for the one on which the tutorials ran the model. Of a real machine only the interpreter lock and its interval are obeyed.</summary>
    public MachineProfile? Machine { get; init; }

    /// <summary>
    /// The task that throws, from 1, in a pool whose futures are not read; null for none. For workers that write themselves.
    /// </summary>
    internal int? UnreadFailure { get; init; }

    /// <summary>The machine with all that was chosen about it.</summary>
    public MachineProfile ChosenMachine
    {
        get
        {
            MachineProfile machine = Machine is null ? PublishedMachines.Of(Model, Cores) : Machine with { Cores = Cores ?? Machine.Cores };
            return machine with { InterpreterLock = InterpreterLock };
        }
    }
}
