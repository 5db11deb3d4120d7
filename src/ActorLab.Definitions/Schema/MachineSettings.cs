using System.Collections.Immutable;
using ActorLab.Core.Machine;
using ActorLab.Hocon;

namespace ActorLab.Definitions.Schema;

/// <summary>The settings of a machine. What each means stands with the property of <see cref="MachineProfile"/> that has the same name.</summary>
public static class MachineSettings
{
    public static readonly Section Machine = new("");

    public static readonly TextSetting Name = Machine.Add(new TextSetting("name"));
    public static readonly IntegerSetting Cores = Machine.Add(new IntegerSetting("cores", 1, MachineProfile.MaxCores));
    public static readonly BooleanSetting InterpreterLock = Machine.Add(new BooleanSetting("interpreter-lock"));
    public static readonly DurationSetting SwitchInterval = Machine.Add(new DurationSetting("switch-interval", SimDuration.FromMicroseconds(1), Latency.Longest));
    public static readonly DurationSetting InterpreterHandOver = Machine.Add(UpTo("interpreter-hand-over"));
    public static readonly DurationSetting TimeSlice = Machine.Add(new DurationSetting("time-slice", SimDuration.FromMicroseconds(1), Latency.Longest));
    public static readonly DurationSetting SchedulerTick = Machine.Add(UpTo("scheduler-tick"));
    public static readonly NumberSetting ComputeVariation = Machine.Add(new NumberSetting("compute-variation", 0, MachineProfile.MaxComputeVariation));
    public static readonly DurationSetting SwitchCost = Machine.Add(UpTo("switch-cost"));
    public static readonly DurationSetting LockHandOver = Machine.Add(UpTo("lock-hand-over"));
    public static readonly WordSetting LockFairness = Machine.Add(new WordSetting("lock-fairness", Words<LockFairness>()));
    public static readonly DurationSetting ThreadStart = Machine.Add(UpTo("thread-start"));
    public static readonly WordSetting StartMethod = Machine.Add(new WordSetting("start-method", Words<ProcessStartMethod>()));
    public static readonly DurationSetting ProcessLaunch = Machine.Add(UpTo("process-launch"));
    public static readonly DurationSetting ProcessStart = Machine.Add(UpTo("process-start"));
    public static readonly DurationSetting ForkStart = Machine.Add(UpTo("fork-start"));
    public static readonly DurationSetting ForkserverStart = Machine.Add(UpTo("forkserver-start"));
    public static readonly DurationSetting TransferCost = Machine.Add(UpTo("transfer-cost"));
    public static readonly DurationSetting TransferCostPerMebibyte = Machine.Add(UpTo("transfer-cost-per-mebibyte"));
    public static readonly DurationSetting StepCost = Machine.Add(UpTo("step-cost"));
    public static readonly LatencySetting DiskOpen = Machine.Add(new LatencySetting("disk-open"));
    public static readonly LatencySetting DiskRead = Machine.Add(new LatencySetting("disk-read"));
    public static readonly LatencySetting DiskFlush = Machine.Add(new LatencySetting("disk-flush"));
    public static readonly IntegerSetting DiskCapacity = Machine.Add(new IntegerSetting("disk-capacity", 1, MachineProfile.MaxCount));
    public static readonly IntegerSetting BaseThreads = Machine.Add(new IntegerSetting("base-threads", 1, MachineProfile.MaxCount));
    public static readonly BooleanSetting Compute = Machine.Add(new BooleanSetting("compute"));
    public static readonly ServiceSettings Service = new();
    public static readonly NamedSections Services = Machine.Add(new NamedSections("services", Service));

    /// <param name="machine">An object with some settings.</param>
    /// <param name="plain">One with all of them, for those that the other lacks.</param>
    /// <param name="problems">Takes what does not fit; the profile is none then.</param>
    internal static MachineProfile? Read(HoconField machine, HoconField plain, ReadingProblems problems)
    {
        int before = problems.Count;
        // What does not fit is told, and the profile that is made without it is thrown away.
        var unset = new MachineProfile { Name = "" };
        var profile = new MachineProfile
        {
            Name = Get(Name) ?? "",
            Cores = (int)(Get(Cores) ?? 1),
            InterpreterLock = Get(InterpreterLock) ?? false,
            SwitchInterval = Get(SwitchInterval) ?? default,
            InterpreterHandOver = Get(InterpreterHandOver) ?? default,
            TimeSlice = Get(TimeSlice) ?? default,
            SchedulerTick = Get(SchedulerTick) ?? default,
            ComputeVariation = Get(ComputeVariation) ?? 0,
            SwitchCost = Get(SwitchCost) ?? default,
            LockHandOver = Get(LockHandOver) ?? default,
            LockFairness = WordOf<LockFairness>(Get(LockFairness)),
            ThreadStart = Get(ThreadStart) ?? default,
            StartMethod = WordOf<ProcessStartMethod>(Get(StartMethod)),
            ProcessLaunch = Get(ProcessLaunch) ?? default,
            ProcessStart = Get(ProcessStart) ?? default,
            ForkStart = Get(ForkStart) ?? default,
            ForkserverStart = Get(ForkserverStart) ?? default,
            TransferCost = Get(TransferCost) ?? default,
            TransferCostPerMebibyte = Get(TransferCostPerMebibyte) ?? default,
            StepCost = Get(StepCost) ?? default,
            DiskOpen = Get(DiskOpen) ?? unset.DiskOpen,
            DiskRead = Get(DiskRead) ?? unset.DiskRead,
            DiskFlush = Get(DiskFlush) ?? unset.DiskFlush,
            DiskCapacity = (int)(Get(DiskCapacity) ?? 1),
            BaseThreads = (int)(Get(BaseThreads) ?? 1),
            Compute = Get(Compute) ?? false,
            Services = ReadServices(machine[Services.Key] is { Value: not null } own ? own : plain[Services.Key], problems),
        };
        return problems.Count == before ? profile : null;

        T? Get<T>(Setting<T> setting) => setting.Read(machine[setting.Key] is { Value: not null } given ? given : plain[setting.Key], problems);
    }

    private static ImmutableSortedDictionary<string, ServiceProfile> ReadServices(HoconField services, ReadingProblems problems)
    {
        ImmutableSortedDictionary<string, ServiceProfile> none = new MachineProfile { Name = "" }.Services;
        return problems.TryTake(services.AsFields(), out var fields)
            ? none.AddRange(fields.Select(s => KeyValuePair.Create(s.Key, Service.Read(s.Value, problems))).Where(s => s.Value is not null).Select(s => KeyValuePair.Create(s.Key, s.Value!)))
            : none;
    }

    private static IEnumerable<string> Words<T>() where T : struct, Enum => Enum.GetNames<T>().Select(n => n.ToLowerInvariant());

    private static T WordOf<T>(string? word) where T : struct, Enum => word is null ? default : Enum.Parse<T>(word, ignoreCase: true);

    private static DurationSetting UpTo(string key) => new(key, SimDuration.Zero, Latency.Longest);
}
