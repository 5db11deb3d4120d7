using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Tests;

/// <summary>The ring of the items that a stage can hand out, against a plain list.</summary>
public sealed class WorkQueueSpec
{
    private const ulong Seed = 7;

    [Fact]
    public void It_gives_what_a_list_would_give()
    {
        var random = new RandomStream(Seed);
        var queue = new TaskQueue();
        var list = new List<WorkTask>();
        int batches = 0, suspects = 0, longest = 0;
        for (int entry = 0; entry < 20_000; entry++)
        {
            WorkTask task = Task(entry, isSuspect: random.NextInt64(0, 9) == 0);
            switch (random.NextInt64(0, 4))
            {
                case 0 or 1:
                    queue.Add(task);
                    list.Add(task);
                    break;
                case 2:
                    queue.PutBack(task);
                    list.Insert(0, task);
                    break;
                default:
                    int most = (int)random.NextInt64(1, 5);
                    List<WorkTask> expected = TakeFrom(list, most);
                    Assert.Equal(expected, queue.Take(most, null));
                    if (expected.Count > 1) batches++;
                    if (expected is [{ IsSuspect: true }]) suspects++;
                    break;
            }

            Assert.True(list.Count == queue.Count, $"seed {Seed}, step {entry}");
            longest = Math.Max(longest, list.Count);
        }

        Assert.True(batches > 1000 && suspects > 100 && longest > 16, $"{batches} batches, {suspects} suspects, {longest} at most");
    }

    [Fact]
    public void What_is_not_due_closes_it_for_all_that_come_after()
    {
        var queue = new TaskQueue();
        queue.Add(Task(1, isSuspect: false));
        queue.Block();
        queue.Block();
        Assert.Empty(queue.Take(1, null));
        queue.Unblock();
        Assert.False(queue.HasNext);
        queue.Unblock();
        Assert.Single(queue.Take(1, null));
    }

    private static List<WorkTask> TakeFrom(List<WorkTask> list, int most)
    {
        int count = list.Count > 0 && list[0].IsSuspect ? 1 : list.TakeWhile(t => !t.IsSuspect).Take(most).Count();
        List<WorkTask> taken = list[..count];
        list.RemoveRange(0, count);
        return taken;
    }

    private static WorkTask Task(long entry, bool isSuspect) => new(entry, new PipelineItem(entry + 1, new NumberValue(entry), entry + 1)) { IsSuspect = isSuspect };
}
