using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace ActorLab.TestKit.Running;

/// <summary>Says at once what would otherwise hang: under xunit's own runner, nothing runs the world while a test
/// awaits.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AsyncTestsNeedVirtualFactAttribute : BeforeAfterTestAttribute
{
    public static bool IsAsynchronous(MethodInfo method) =>
        typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType == typeof(ValueTask) ||
            method.IsDefined(typeof(AsyncStateMachineAttribute));

    public override void Before(MethodInfo methodUnderTest)
    {
        if (!IsAsynchronous(methodUnderTest)) return;
        throw new InvalidOperationException(
            $"{methodUnderTest.Name} is asynchronous, and nothing would run its virtual world while it awaits: " +
            "put [VirtualFact] in the place of [Fact], " +
            "[VirtualTheory] in the place of [Theory], or [Seeds]; or await inside of Run(async () => …)");
    }
}
