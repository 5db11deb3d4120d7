using System.Collections.Immutable;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>Does what its stage orders by handing one item after another to an actor of Akka.NET's.</summary>
/// <param name="stage">Whom it answers.</param>
/// <param name="props">Makes the actor.</param>
/// <param name="body">What an order costs and takes before the actor sees its first item.</param>
internal sealed class ActorWorker(IActorRef stage, Props props, IBody body) : LabActor
{
    private readonly ImmutableArray<WorkResult>.Builder _results = ImmutableArray.CreateBuilder<WorkResult>();
    private IActorRef? _actor;
    private long _questions;

    /// <summary>The actor has one of its items.</summary>
    private WorkOrder? _order;

    /// <summary>What the body made of the order: an item that it failed is not handed on.</summary>
    private ImmutableArray<WorkResult> _prepared;

    protected override void PreStart() => Start();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WorkOrder order: Execute(body, order); break;
            case BodyCompleted(WorkOrder order, WorkDone done): Begin(order, done.Results); break;
            case BodyFailed(_, var cause): throw cause;
            case AkkaChildFailed(var cause) when _order is not null:
                Answered(new WorkResult(Outcome.None, cause));
                break;
            case Answer(var question, var content) when _order is not null && question == _questions:
                Answered(ResultOf(content));
                break;
            case Sentinel: Self.Tell(PoisonPill.Instance); break;
            // The actor failed while it had nothing to do, or says more than was asked: no item waits for that.
            case AkkaChildFailed or Answer or TakenBack: break;
            default: Unhandled(message); break;
        }
    }

    private void Start()
    {
        _actor = Context.ActorOf(props, "actor");
        stage.Tell(ReadyForWork.Instance);
    }

    private void Begin(WorkOrder order, ImmutableArray<WorkResult> prepared)
    {
        _order = order;
        _prepared = prepared;
        _results.Clear();
        HandOn();
    }

    /// <summary>Hands on the next item, or ends the order.</summary>
    private void HandOn()
    {
        WorkOrder order = _order!;
        while (_results.Count < _prepared.Length && !IsOver(order))
        {
            if (_prepared[_results.Count].Failure is null)
            {
                _actor!.Tell(Unwrapped(order.Pieces[_results.Count].Item.Value), new Asker(Self, ++_questions));
                return;
            }

            _results.Add(_prepared[_results.Count]);
        }

        _order = null;
        if (!order.Recall.IsCalled) stage.Tell(new WorkDone(order.Id, _results.ToImmutable()));
    }

    private bool IsOver(WorkOrder order) =>
        order.Recall.IsCalled || (order.StopsAtFailure && _results is [.., { Failure: not null }]);

    private void Answered(WorkResult result)
    {
        _results.Add(result);
        HandOn();
    }

    private WorkResult ResultOf(object answer)
    {
        PipelineItem item = _order!.Pieces[_results.Count].Item;
        return answer switch
        {
            Status.Failure { Cause: var cause } =>
                new WorkResult(Outcome.None, cause ?? new StageFunctionException("the actor said that it failed")),
            string text => Given(new TextValue(text)),
            long number => Given(new NumberValue(number)),
            int number => Given(new NumberValue(number)),
            IMessage value => Given(value),
            _ => new WorkResult(Outcome.None, new StageFunctionException(
                $"the actor answered item {item.Path} with a {answer.GetType().Name}: " +
                "expected a string, a long or a message of the lab")),
        };

        WorkResult Given(IMessage value) => new(Outcome.One(item with { Value = value }), null);
    }

    private static object Unwrapped(IMessage value) => value switch
    {
        TextValue(var text) => text,
        NumberValue(var number) => number,
        _ => value,
    };

    /// <summary>What the actor says to a question.</summary>
    private sealed record Answer(long Question, object Content) : IMessage;

    /// <summary>The sender of one question: what is told to it is the answer to that one, however late.</summary>
    private sealed class Asker(IActorRef worker, long question) : MinimalActorRef
    {
        private static readonly ActorPath s_path = new RootActorPath(Address.AllSystems) / "item";

        public override ActorPath Path => s_path;

        public override IActorRefProvider Provider => throw new NotSupportedException("an item has no provider");

        protected override void TellInternal(object message, IActorRef sender) =>
            worker.Tell(new Answer(question, message), ActorRefs.NoSender);
    }
}
