using ActorLab.Cluster.Work;

namespace ActorLab.Cluster.Tests.Work;

public sealed class SequenceGateSpec
{
    [Fact]
    public void What_comes_early_waits_for_its_turn_and_a_repeat_is_dropped()
    {
        var gate = new SequenceGate<string>(1, 5);
        Assert.Equal(("", ""), Take(gate, 1, 7, "seven"));
        Assert.Equal(("five", ""), Take(gate, 1, 5, "five"));
        Assert.Equal(("", "four"), Take(gate, 1, 4, "four"));
        Assert.Equal(("", "seven again"), Take(gate, 1, 7, "seven again"));
        Assert.Equal(("six seven", ""), Take(gate, 1, 6, "six"));
        Assert.Equal((8, 2, 1), (gate.Next, gate.Dropped, gate.Early));
    }

    [Fact]
    public void A_sender_that_begins_anew_drops_what_was_held_of_the_older_epoch_and_what_still_comes_of_it()
    {
        var gate = new SequenceGate<string>(1, 1);
        Take(gate, 1, 3, "old and early");
        Assert.Equal(("new", "old and early"), Take(gate, 2, 1, "new"));
        Assert.Equal(("", "old"), Take(gate, 1, 1, "old"));
        Assert.Equal(("second", ""), Take(gate, 2, 2, "second"));
    }

    [Fact]
    public void In_whatever_order_and_however_often_messages_come_each_passes_once_and_in_order()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var random = new RandomStream(seed);
            var gate = new SequenceGate<long>(0, 1);
            long[] coming = [.. Enumerable.Range(0, 90).Select(i => (long)(i % 30) + 1)];
            for (int i = coming.Length - 1; i > 0; i--)
            {
                int other = (int)random.NextInt64(0, i);
                (coming[i], coming[other]) = (coming[other], coming[i]);
            }

            List<long> through = [], dropped = [];
            foreach (long each in coming) gate.Take(0, each, each, through, dropped);
            Assert.True(through.SequenceEqual(Enumerable.Range(1, 30).Select(i => (long)i)) && dropped.Count == 60, $"seed {seed}: {string.Join(' ', through)}");
        }
    }

    private static (string Through, string Dropped) Take(SequenceGate<string> gate, int epoch, long sequence, string message)
    {
        List<string> through = [], dropped = [];
        gate.Take(epoch, sequence, message, through, dropped);
        return (string.Join(' ', through), string.Join(' ', dropped));
    }
}
