#pragma warning disable RS0030 // What the loop's thread gives to the thread pool is taken back here, so that no thread of the pool runs it.
using System.Reflection;

namespace ActorLab.VirtualTime.Runtime;

/// <summary>Keeps on the loop's thread what its turns hand to the thread pool: <c>Task.Run</c>, and continuations that must not
/// run inside the one that completes them, as those of <c>Ask</c>. What the thread pool would start on its own threads would run
/// at a moment that no seed decides.</summary>
/// <remarks>A thread of the pool pushes such work to a queue of its own, from which the pool's other threads steal. The thread
/// that owns a world is given such a queue, and the queue is taken off the list of those that are stolen from.</remarks>
internal sealed class PoolCapture
{
    private delegate object? StealDelegate(ref bool missed);

    private static readonly Type LocalsType = RuntimeParts.TypeOf("System.Threading.ThreadPoolWorkQueueThreadLocals");
    private static readonly Type QueueType = RuntimeParts.TypeOf("System.Threading.ThreadPoolWorkQueue+WorkStealingQueue");
    private static readonly FieldInfo CurrentLocals = RuntimeParts.Field(LocalsType, "threadLocals");

    private static readonly Action<Task, Thread> ExecuteTask =
        RuntimeParts.Method(typeof(Task), "ExecuteFromThreadPool", typeof(Thread)).CreateDelegate<Action<Task, Thread>>();

    private readonly object _locals;
    private readonly Func<bool> _hasWork;
    private readonly StealDelegate _takeFirst;
    private object? _before;

    public PoolCapture()
    {
        object pool = RuntimeParts.Field(typeof(ThreadPool), "s_workQueue").GetValue(null)!;
        _locals = Activator.CreateInstance(LocalsType, pool)!;
#pragma warning disable CA1816 // Its finalizer would give what is left to the real pool.
        GC.SuppressFinalize(_locals);
#pragma warning restore CA1816
        object queue = RuntimeParts.Field(LocalsType, "workStealingQueue").GetValue(_locals)!;
        RuntimeParts.Method(RuntimeParts.TypeOf("System.Threading.ThreadPoolWorkQueue+WorkStealingQueueList"), "Remove",
            QueueType).Invoke(null, [queue]);
        _hasWork = RuntimeParts.Property(QueueType, "CanSteal").GetMethod!.CreateDelegate<Func<bool>>(queue);
        _takeFirst = RuntimeParts.Method(QueueType, "TrySteal",
            typeof(bool).MakeByRefType()).CreateDelegate<StealDelegate>(queue);
    }

    public bool HasWork => _hasWork();

    /// <summary>From now on, this thread's work for the pool is kept.</summary>
    public void Enter()
    {
        _before = CurrentLocals.GetValue(null);
        CurrentLocals.SetValue(null, _locals);
    }

    public void Leave() => CurrentLocals.SetValue(null, _before);

    /// <summary>Takes what was given first; null when there is nothing.</summary>
    public object? Take()
    {
        bool missed = false;
        return _takeFirst(ref missed);
    }

    /// <summary>Work for the pool leaves its thread with the default context: that of the thread that owns the world, its culture
    /// among others, is put back.</summary>
    public static void Run(object work)
    {
        ExecutionContext? owners = ExecutionContext.Capture();
        try
        {
            if (work is Task task) ExecuteTask(task, Thread.CurrentThread);
            else ((IThreadPoolWorkItem)work).Execute();
        }
        finally
        {
            if (owners is not null) ExecutionContext.Restore(owners);
        }
    }
}
