using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLab.Core.Definition;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;

namespace ActorLab.Experiments.Tasks;

/// <summary>Tasks as another process needs them to make the same plan.</summary>
/// <param name="Experiment">As defined.</param>
/// <param name="Kind">As defined, in lower case.</param>
/// <param name="Model">Canonical name.</param>
/// <param name="Tasks">As defined.</param>
/// <param name="Work">As defined.</param>
/// <param name="SleepNs">As defined.</param>
/// <param name="Seed">As defined.</param>
/// <param name="Gil">As defined.</param>
/// <param name="Start">Canonical name.</param>
/// <param name="Cores">As defined.</param>
/// <param name="Machine">As defined.</param>
/// <param name="Pool">As defined.</param>
internal sealed record TasksOrigin(string Experiment, string Kind, string Model, int Tasks, long Work, long SleepNs, ulong Seed, bool Gil, string Start, int? Cores,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MachineProfile? Machine = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Pool = null)
{
    public static PlanOrigin Of(TasksDefinition definition)
    {
        var origin = new TasksOrigin(
            definition.Experiment, TasksPlan.NameOf(definition.Kind), definition.Model.Name, definition.Tasks, definition.Work, definition.Sleep.Nanoseconds,
            definition.Seed, definition.InterpreterLock, definition.Start.Name, definition.Cores,
            definition.Machine, definition.Pool);
        return new PlanOrigin(definition.Experiment, JsonSerializer.SerializeToUtf8Bytes(origin, OriginJson.Default.TasksOrigin));
    }

    /// <exception cref="JsonException">It is no definition of tasks.</exception>
    public ScenarioPlan Build()
    {
        bool inRange = Tasks is >= 1 and <= TasksDefinition.MaxTasks && Work is >= 1 and <= TasksDefinition.MaxWork
            && (Pool is null or (>= 1 and <= TasksDefinition.MaxTasks)) && SleepNs >= 0
                && SleepNs <= TasksDefinition.MaxSleep.Nanoseconds && (Cores is null or (>= 1 and <= TasksDefinition.MaxCores));
        if (!inRange) throw new JsonException($"there are no {Tasks} tasks with {Work} to do in all");
        return TasksPlan.Build(new TasksDefinition
        {
            Experiment = Experiment,
            Kind = TasksPlan.KindOf(Kind) ?? throw new JsonException($"there are no tasks of kind '{Kind}'"),
            Model = TasksDefinition.Models.FirstOrDefault(m => m.Name == Model) ?? throw new JsonException($"tasks do not run under '{Model}'"),
            Tasks = Tasks,
            Work = Work,
            Sleep = new SimDuration(SleepNs),
            Seed = Seed,
            InterpreterLock = Gil,
            Start = StartMethod.Find(Start) ?? throw new JsonException($"no process is started by '{Start}'"),
            Cores = Cores,
            Machine = Machine,
            Pool = Pool,
        });
    }
}
