using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Planning;

/// <summary>What a stage is to its pipeline.</summary>
public enum StageRole
{
    Source,

    /// <summary>Does something with one item after another, by workers.</summary>
    Work,

    /// <summary>Makes items of several.</summary>
    Group,

    Sink,
}

/// <summary>Which settings a stage has a use for.</summary>
public static class StageRoles
{
    public static StageRole Of(StageOperation operation) => operation switch
    {
        SourceOperation => StageRole.Source,
        SinkOperation => StageRole.Sink,
        { IsGrouping: true } => StageRole.Group,
        _ => StageRole.Work,
    };

    /// <param name="operation">What the stage does.</param>
    /// <param name="setting">The key of a setting that is not its operation, such as <c>queue.capacity</c>.</param>
    public static bool Takes(StageOperation operation, string setting)
    {
        StageRole role = Of(operation);
        return setting switch
        {
            "fan-out" => role != StageRole.Sink,
            "from" or "fan-in" or "queue.capacity" or "queue.overflow" or "order" => role != StageRole.Source,
            "interval" => role == StageRole.Source,
            _ => role == StageRole.Work,
        };
    }
}
