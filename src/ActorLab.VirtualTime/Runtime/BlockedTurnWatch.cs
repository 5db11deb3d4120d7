#pragma warning disable RS0030 // Looks at the loop's thread from outside, on the real clock; it runs nothing of any system.
namespace ActorLab.VirtualTime.Runtime;

/// <summary>Notices a turn that waits on the real thread, which would wait for ever as no other thread can end its wait, and
/// interrupts the wait.</summary>
internal sealed class BlockedTurnWatch
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private static readonly List<WeakReference<VirtualWorld>> Worlds = [];
    private static Thread? s_thread;

    public static void Add(VirtualWorld world)
    {
        lock (Worlds)
        {
            Worlds.Add(new WeakReference<VirtualWorld>(world));
            if (s_thread is not null) return;
            s_thread = new Thread(Watch) { IsBackground = true, Name = "ActorLab blocked-turn watch" };
            s_thread.Start();
        }
    }

    private static void Watch()
    {
        while (true)
        {
            Thread.Sleep(Glance);
            lock (Worlds)
            {
                Worlds.RemoveAll(world => !world.TryGetTarget(out VirtualWorld? target) || target.IsDisposed);
                if (Worlds.Count == 0)
                {
                    s_thread = null;
                    return;
                }

                foreach (WeakReference<VirtualWorld> world in Worlds)
                {
                    if (world.TryGetTarget(out VirtualWorld? target)) target.LookAtTurn(Glance);
                }
            }
        }
    }
}
