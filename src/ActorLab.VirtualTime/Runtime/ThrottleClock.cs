using System.Collections;
using System.Reflection;
using System.Reflection.Emit;
using Akka.Actor;
using Akka.Util;

namespace ActorLab.VirtualTime.Runtime;

/// <summary>The stage <c>Throttle</c> of Akka.Streams counts its tokens by <c>DateTime.Now</c>. When the actor of a graph is
/// made, the buckets of its throttles are replaced by some that look at the world's clock.</summary>
/// <remarks>The field has the type of Akka's own bucket, which is sealed, so the replacement is stored without a check; all that
/// the stage calls is defined in the class that both derive from.</remarks>
internal static class ThrottleClock
{
    private const string GraphActor = "Akka.Streams.Implementation.Fusing.ActorGraphInterpreter";
    private const string ThrottleLogic = "Akka.Streams.Implementation.Throttle`1+Logic";

    private static readonly FieldInfo Capacity = RuntimeParts.Field(typeof(TokenBucket), "_capacity");
    private static readonly FieldInfo TicksBetween = RuntimeParts.Field(typeof(TokenBucket), "_ticksBetweenTokens");
    private static readonly FieldInfo LastUpdate = RuntimeParts.Field(typeof(TokenBucket), "_lastUpdate");

    /// <param name="owner">The actor whose mailbox is made.</param>
    /// <param name="world">Whose clock counts.</param>
    public static void Watch(IActorRef? owner, VirtualWorld world)
    {
        if (owner is not ActorRefWithCell { Underlying.Props: { } props } || props.Type?.FullName != GraphActor) return;
        if (props.Arguments is not [{ } shell]) return;
        foreach (object? logic in (IEnumerable)RuntimeParts.Field(shell.GetType(), "_logics").GetValue(shell)!)
        {
            if (logic?.GetType() is not { IsGenericType: true } type ||
                type.GetGenericTypeDefinition().FullName != ThrottleLogic) continue;
            FieldInfo field = RuntimeParts.Field(type, "_tokenBucket");
            var before = (TokenBucket)field.GetValue(logic)!;
            StoreUnchecked(field)(logic,
                new Bucket((long)Capacity.GetValue(before)!, (long)TicksBetween.GetValue(before)!, world));
        }
    }

    private static Action<object, object> StoreUnchecked(FieldInfo field)
    {
        var method = new DynamicMethod("Store", null, [typeof(object), typeof(object)], typeof(ThrottleClock).Module,
            skipVisibility: true);
        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Stfld, field);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Action<object, object>>();
    }

    private sealed class Bucket(long capacity, long ticksBetweenTokens, VirtualWorld world)
        : TokenBucket(capacity, ticksBetweenTokens)
    {
        private readonly long _made = TicksOf(world);
        private bool _begun;

        public override long CurrentTime
        {
            get
            {
                // Where the compiler knows the field's own type, the stage's Init has read the real clock.
                if (!_begun) LastUpdate.SetValue(this, _made);
                _begun = true;
                return TicksOf(world);
            }
        }

        private static long TicksOf(VirtualWorld world) => (world.StartTime + world.TurnTime).Ticks;
    }
}
