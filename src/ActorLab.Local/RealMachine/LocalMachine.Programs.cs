using ActorLab.Core.Machine;

namespace ActorLab.Local.RealMachine;

/// <content>Programs outside, and the end of the process.</content>
internal sealed partial class LocalMachine
{
    private readonly List<LocalProgram> _programs = [];

    public async ValueTask<ProgramAnswer> Request(ExternalProgram program, string line, Cost cost)
    {
        ArgumentNullException.ThrowIfNull(line);
        string answer = await With(program, local => local.Ask(line), local => local.AskAsync(line));
        return new ProgramAnswer(answer, Computation.Computed);
    }

    public async ValueTask Close(ExternalProgram program) => await With(program, local => Done(local.Close), static local => Task.Run(() => Done(local.Close)));

    private async ValueTask<T> With<T>(ExternalProgram program, Func<LocalProgram, T> here, Func<LocalProgram, Task<T>> elsewhere)
    {
        ArgumentNullException.ThrowIfNull(program);
        Count(StepKind.Request);
        LocalProgram local = program.StateOf(() => Keep(new LocalProgram(program.Command)));
        interpreterLock?.Release();
        try
        {
            return _asynchronous ? await NoteElsewhere(WaitKind.Network, elsewhere(local)) : NoteHere(WaitKind.Network, () => here(local));
        }
        finally
        {
            AcquireInterpreterLock();
        }
    }

    public ValueTask Crash()
    {
        if (_abandoned) throw new InvalidOperationException("the body was given up");
        if (!mayCrash) throw new MachineFailureException(StepKind.Identify, "crash", "this is the process of the root, and the run would end with it");
        Posix.KillThisProcess();
        return default;
    }

    /// <summary>Closes the programs that bodies of this actor have asked.</summary>
    /// <exception cref="MachineFailureException">One gave more than was asked of it; all are closed all the same.</exception>
    public void ClosePrograms()
    {
        MachineFailureException? first = null;
        foreach (LocalProgram program in TakePrograms())
        {
            try
            {
                program.Close();
            }
            catch (MachineFailureException failure)
            {
                first ??= failure;
            }
        }

        if (first is not null) throw first;
    }

    private void KillPrograms()
    {
        foreach (LocalProgram program in TakePrograms()) program.Dispose();
    }

    private LocalProgram[] TakePrograms()
    {
        lock (_programs)
        {
            LocalProgram[] programs = [.. _programs];
            _programs.Clear();
            return programs;
        }
    }

    private LocalProgram Keep(LocalProgram program)
    {
        lock (_programs) _programs.Add(program);
        return program;
    }
}
