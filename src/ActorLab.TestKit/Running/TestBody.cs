using System.Reflection;
using ActorLab.VirtualTime;
using ActorLab.VirtualTime.Schedules;
using Xunit;
using Xunit.Sdk;

namespace ActorLab.TestKit.Running;

/// <summary>Runs a test method with a new instance of its class, as xunit does, but so that its world runs while it
/// awaits.</summary>
internal sealed class TestBody(
    Type testClass, object?[] constructorArguments, MethodInfo method, object?[]? arguments,
    IReadOnlyList<BeforeAfterTestAttribute> attributes)
{
    private string Name => $"{testClass.FullName}.{method.Name}";

    /// <summary>Throws what the test throws.</summary>
    public void Run()
    {
        Check();
        if (method.GetCustomAttribute<SeedsAttribute>() is { } seeds)
        {
            SchedulePlan plan = SchedulePlan.Of(seeds.Count, seeds.First, seeds.Strategy, seeds.Replay);
            new Exploration(Name, plan, strategy => RunOnce(strategy), ReplayLine).Run();
        }
        else if (RunOnce(strategy: null).Failure is { } failure)
        {
            throw failure;
        }
    }

    private string ReplayLine(string schedule) =>
        $"[Seeds(Replay = \"{schedule}\")] or " +
        $"{SchedulePlan.ReplayVariable}=\"{schedule}\" dotnet test --filter \"FullyQualifiedName={Name}\"";

    private void Check()
    {
        if (!testClass.IsSubclassOf(typeof(VirtualTimeTestKit)))
        {
            throw new InvalidOperationException(
                $"{Name} is a test in virtual time: " +
                $"expected its class to derive from {typeof(VirtualTimeTestKit)}, got {testClass}");
        }

        if (method.ReturnType == typeof(void) && AsyncTestsNeedVirtualFactAttribute.IsAsynchronous(method))
        {
            throw new InvalidOperationException(
                $"{Name} is async void, so its end cannot be awaited: expected it to return a Task");
        }
    }

    /// <summary>Runs the test under one strategy; null for that of its settings.</summary>
    public TestRun RunOnce(Strategy? strategy)
    {
        var failures = new ExceptionAggregator();
        VirtualTimeTestKit? kit = null;
        VirtualWorld? world = null;
        TestRun.Strategy = strategy;
        try
        {
            failures.Run(() => kit = (VirtualTimeTestKit)testClass.GetConstructors().Single()
                .Invoke(BindingFlags.DoNotWrapExceptions, binder: null, constructorArguments, culture: null));
            // A constructor that failed may have left its world behind.
            world = kit?.World ?? VirtualWorld.Current;
            if (kit is not null) RunWith(kit, failures);
            // What comes after the test, the end of its system, is not part of its schedule.
            Schedule schedule = world?.Schedule ?? Schedule.Fifo;
            if (kit is not null) failures.Run(kit.Dispose);
            return new TestRun(failures.ToException(), schedule, [.. world?.DoubtsOfDeterminism ?? []]);
        }
        finally
        {
            TestRun.Strategy = null;
            world?.Dispose();
        }
    }

    private void RunWith(VirtualTimeTestKit kit, ExceptionAggregator failures)
    {
        var lifetime = kit as IAsyncLifetime;
        if (lifetime is not null) failures.Run(() => kit.Run(lifetime.InitializeAsync));
        if (failures.HasExceptions) return;
        BeforeAfterTestAttribute[] hooks = 
        [
            .. attributes.Where(attribute => attribute is not AsyncTestsNeedVirtualFactAttribute),
        ];
        int begun = 0;
        failures.Run(() =>
        {
            for (; begun < hooks.Length; begun++) hooks[begun].Before(method);
            kit.Run(() => method.Invoke(kit, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null) switch
            {
                Task task => task,
                ValueTask task => task.AsTask(),
                _ => Task.CompletedTask,
            });
        });
        while (--begun >= 0)
        {
            BeforeAfterTestAttribute hook = hooks[begun];
            failures.Run(() => hook.After(method));
        }

        if (lifetime is not null) failures.Run(() => kit.Run(lifetime.DisposeAsync));
    }
}
