namespace ActorLab.Simulation.Events;

internal static class QueueExtensions
{
    /// <summary>Takes out of a line whoever is meant; the others keep their order.</summary>
    /// <returns>How many were taken out.</returns>
    public static int RemoveWhere<T>(this Queue<T> queue, Predicate<T> meant)
    {
        int before = queue.Count;
        for (int i = 0; i < before; i++)
        {
            T next = queue.Dequeue();
            if (!meant(next)) queue.Enqueue(next);
        }

        return before - queue.Count;
    }
}
