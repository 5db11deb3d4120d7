using ActorLab.Core.Primitives;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Core.Tests.Verify;

public sealed class QueueHistorySpec
{
    private static readonly StreamNames Names = new();

    [Fact]
    public void Accounting_tells_ok_lost_duplicated_unexpected_and_recovered_apart()
    {
        var accounting = new QueueAccounting(DeliveryClass.ExactlyOnce, Names);
        foreach (char value in "ABCDEFGH") accounting.Offer(Enqueue(value, 0, value == 'H' ? null : 1));
        foreach (char value in "ABBCDEHZ") accounting.Offer(Dequeue(value, 2, 3));
        CheckResult result = accounting.Complete(null);

        Assert.Equal("6 ok, 2 lost, 1 duplicated, 1 unexpected, 1 recovered", result.Summary);
        Assert.Equal(["B dequeued 2 times", "F dequeued 0 times", "G dequeued 0 times", "Z dequeued"], result.Evidence.Select(v => v.Got).Order(StringComparer.Ordinal));
        Assert.Equal(VerdictStatus.Violated, result.Status);
    }

    [Fact]
    public void Equal_values_match_one_by_one()
    {
        var accounting = new QueueAccounting(DeliveryClass.ExactlyOnce, Names);
        foreach (char value in "AABA") accounting.Offer(Enqueue(value, 0, 1));
        foreach (char value in "ABAA") accounting.Offer(Dequeue(value, 2, 3));

        Assert.Equal(VerdictStatus.Holds, accounting.Complete(null).Status);
    }

    [Fact]
    public void A_dequeue_that_did_not_complete_may_have_taken_what_is_missing()
    {
        var accounting = new QueueAccounting(DeliveryClass.ExactlyOnce, Names);
        accounting.Offer(Enqueue('A', 0, 1));
        accounting.Offer(Dequeue('A', 2, null));

        Assert.Equal(VerdictStatus.Unknown, accounting.Complete(null).Status);
    }

    [Fact]
    public void More_values_than_are_kept_leave_the_accounts_open()
    {
        var accounting = new QueueAccounting(DeliveryClass.ExactlyOnce, Names, maxValues: 1);
        foreach (char value in "AB") accounting.Offer(Enqueue(value, 0, 1));
        foreach (char value in "AB") accounting.Offer(Dequeue(value, 2, 3));

        Assert.Equal(VerdictStatus.Unknown, accounting.Complete(null).Status);
    }

    [Fact]
    public void A_before_B_in_and_after_B_out_breaks_order()
    {
        CheckResult result = Judge(Enqueue('A', 0, 4), Enqueue('B', 5, 9), Dequeue('B', 10, 14), Dequeue('A', 15, 19));

        Assert.Equal(new Violation(3, "A before B, as enqueued", "B dequeued, A later", null), Assert.Single(result.Evidence));
        Assert.Equal(1, result.FigureOf("order"));
    }

    [Fact]
    public void Overlapping_enqueues_may_take_effect_in_either_order() =>
        Assert.Equal(VerdictStatus.Holds, Judge(Enqueue('A', 0, 10), Enqueue('B', 5, 15), Dequeue('B', 16, 20), Dequeue('A', 21, 25)).Status);

    [Fact]
    public void A_value_that_never_comes_out_breaks_order_when_a_later_one_does() =>
        Assert.Equal(1, Judge(Enqueue('A', 0, 1), Enqueue('B', 2, 3), Dequeue('B', 4, 5)).FigureOf("order"));

    [Fact]
    public void A_value_out_before_it_is_in_is_not_fresh() =>
        Assert.Equal(1, Judge(Dequeue('A', 0, 1), Enqueue('A', 2, 3)).FigureOf("fresh"));

    [Fact]
    public void A_value_out_twice_is_repeated() =>
        Assert.Equal(1, Judge(Enqueue('A', 0, 1), Dequeue('A', 2, 3), Dequeue('A', 4, 5)).FigureOf("repeated"));

    [Fact]
    public void A_queue_that_is_never_empty_cannot_be_found_empty()
    {
        Assert.Equal(1, Judge(Enqueue('A', 0, 1), Empty(2, 9), Enqueue('B', 3, 4), Dequeue('A', 5, 6), Dequeue('B', 10, 11)).FigureOf("witnessedEmpty"));
        Assert.Equal(VerdictStatus.Holds, Judge(Enqueue('A', 0, 1), Empty(2, 9), Enqueue('B', 6, 7), Dequeue('A', 5, 6), Dequeue('B', 10, 11)).Status);
    }

    [Fact]
    public void Values_that_are_enqueued_twice_leave_it_unknown() =>
        Assert.Equal(VerdictStatus.Unknown, Judge(Enqueue('A', 0, 1), Enqueue('A', 2, 3)).Status);

    [Fact]
    public void A_history_over_the_bound_is_unknown()
    {
        var checker = new QueueLinearizability(Names, maxOperations: 1);
        checker.Offer(Enqueue('A', 0, 1));
        checker.Offer(Dequeue('B', 2, 3));

        Assert.Equal(VerdictStatus.Unknown, checker.Complete(null).Status);
    }

    [Fact]
    public void Linearizability_agrees_with_a_search_over_all_orders()
    {
        const int Rounds = 20_000;
        int[] reached = new int[3];
        for (ulong seed = 1; seed <= Rounds; seed++)
        {
            List<QueueOperation> history = RandomHistory(new RandomStream(seed));
            bool linearizable = Search.Exists(history);
            CheckResult result = Judge([.. history]);
            VerdictStatus expected = linearizable ? VerdictStatus.Holds : VerdictStatus.Violated;
            Assert.True(expected == result.Status, $"seed {seed}: {result.Summary}, expected {expected}\n{string.Join('\n', history)}");
            reached[linearizable ? 0 : 1]++;
            reached[2] += history.Any(o => o.Kind == QueueOperationKind.DequeueEmpty) && linearizable ? 1 : 0;
        }

        Assert.All(reached, cases => Assert.InRange(cases, Rounds / 20, Rounds));
    }

    [Fact]
    public void With_dequeues_that_did_not_complete_it_never_contradicts_the_search()
    {
        int[] reached = new int[3];
        for (ulong seed = 1; seed <= 5_000; seed++)
        {
            var random = new RandomStream(seed);
            List<QueueOperation> history = RandomHistory(random, most: 3);
            history.Add(new QueueOperation(QueueOperationKind.Dequeue, 0, random.Draw(0, 12), null));
            VerdictStatus status = Judge([.. history]).Status;
            bool linearizable = Search.Exists(history);
            Assert.True(status == VerdictStatus.Unknown || linearizable == (status == VerdictStatus.Holds), $"seed {seed}: {status}\n{string.Join('\n', history)}");
            reached[(int)status]++;
        }

        Assert.All(reached, cases => Assert.InRange(cases, 50, 5_000));
    }

    [Fact]
    public void Accounting_agrees_with_multisets()
    {
        for (ulong seed = 1; seed <= 20_000; seed++)
        {
            var random = new RandomStream(seed);
            List<QueueOperation> history = [.. Enumerable.Range(0, random.Draw(0, 14)).Select(i => random.Draw(0, 1) == 0
                ? Enqueue((char)('A' + random.Draw(0, 4)), i, random.Draw(0, 3) == 0 ? null : i) : Dequeue((char)('A' + random.Draw(0, 5)), i, i))];
            var accounting = new QueueAccounting(DeliveryClass.ExactlyOnce, Names);
            history.ForEach(accounting.Offer);
            long ok = 0, lost = 0, duplicated = 0, unexpected = 0, recovered = 0;
            foreach (IGrouping<long, QueueOperation> value in history.GroupBy(o => o.Value))
            {
                int attempted = value.Count(o => o.Kind == QueueOperationKind.Enqueue);
                int acknowledged = value.Count(o => o is { Kind: QueueOperationKind.Enqueue, End: not null });
                int dequeued = value.Count(o => o.Kind == QueueOperationKind.Dequeue);
                ok += Math.Min(attempted, dequeued);
                lost += Math.Max(0, acknowledged - dequeued);
                if (attempted == 0) unexpected += dequeued;
                else duplicated += Math.Max(0, dequeued - attempted);
                recovered += Math.Max(0, Math.Min(attempted, dequeued) - acknowledged);
            }

            Assert.StartsWith($"{ok} ok, {lost} lost, {duplicated} duplicated, {unexpected} unexpected, {recovered} recovered", accounting.Complete(null).Summary, StringComparison.Ordinal);
        }
    }

    /// <summary>Random times; what comes out is mostly right.</summary>
    private static List<QueueOperation> RandomHistory(RandomStream random, int most = 4)
    {
        List<QueueOperation> history = [];
        int values = random.Draw(0, most);
        for (int v = 0; v < values; v++)
        {
            (long start, long end) = Span(random, v * 2);
            history.Add(new QueueOperation(QueueOperationKind.Enqueue, v + 1, start, random.Draw(0, 9) == 0 ? null : end));
            if (random.Draw(0, 4) == 0) continue;
            (start, end) = Span(random, 3 + (v * 2));
            history.Add(new QueueOperation(QueueOperationKind.Dequeue, random.Draw(0, 19) == 0 ? random.Draw(1, 5) : v + 1, start, end));
        }

        for (int empty = random.Draw(0, 2); empty > 0; empty--)
        {
            (long start, long end) = Span(random, random.Draw(0, 8));
            history.Add(new QueueOperation(QueueOperationKind.DequeueEmpty, 0, start, end));
        }

        return history;
    }

    private static (long Start, long End) Span(RandomStream random, int about)
    {
        long start = about + random.Draw(0, 4);
        return (start, start + random.Draw(0, 5));
    }

    private static CheckResult Judge(params QueueOperation[] history)
    {
        var checker = new QueueLinearizability(Names);
        // A history with nothing in it is not one that holds; an enqueue of its own at the far end changes nothing else.
        checker.Offer(new QueueOperation(QueueOperationKind.Enqueue, -1, 1_000, 1_001));
        foreach (QueueOperation operation in history) checker.Offer(operation);
        CheckResult result = checker.Complete(null);
        return result with { Evidence = [.. result.Evidence.Select(v => v with { Position = v.Position - 1 })] };
    }

    private static QueueOperation Enqueue(char value, long start, long? end) => new(QueueOperationKind.Enqueue, IdOf(value), start, end);

    private static QueueOperation Dequeue(char value, long start, long? end) => new(QueueOperationKind.Dequeue, IdOf(value), start, end);

    private static QueueOperation Empty(long start, long end) => new(QueueOperationKind.DequeueEmpty, 0, start, end);

    private static long IdOf(char value) => Names.Add([(byte)value]);

    /// <summary>Wing and Gong: try every operation that nobody must precede.</summary>
    private static class Search
    {
        public static bool Exists(List<QueueOperation> history) => From(history, []);

        private static bool From(List<QueueOperation> rest, List<long> queue)
        {
            // What did not complete may never have happened.
            if (rest.TrueForAll(o => o.End is null)) return true;
            for (int i = 0; i < rest.Count; i++)
            {
                QueueOperation candidate = rest[i];
                if (rest.Exists(o => o.End < candidate.Start)) continue;
                if (After(queue, candidate) is not { } next) continue;
                List<QueueOperation> others = [.. rest];
                others.RemoveAt(i);
                if (From(others, next)) return true;
            }

            return false;
        }

        private static List<long>? After(List<long> queue, QueueOperation operation) => operation switch
        {
            { Kind: QueueOperationKind.Enqueue } => [.. queue, operation.Value],
            { Kind: QueueOperationKind.DequeueEmpty } => queue.Count == 0 ? queue : null,
            { End: null } => queue.Count > 0 ? queue[1..] : null,
            _ => queue.Count > 0 && queue[0] == operation.Value ? queue[1..] : null,
        };
    }
}
