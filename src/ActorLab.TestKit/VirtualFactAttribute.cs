using Xunit;
using Xunit.Sdk;

namespace ActorLab.TestKit;

/// <summary>A test of a <see cref="VirtualTimeTestKit"/> that may await anything: the world runs until the test is finished. A
/// test that can never finish fails, and says
/// what it waits for.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("ActorLab.TestKit.Running.VirtualFactDiscoverer", "ActorLab.TestKit")]
public class VirtualFactAttribute : FactAttribute;

/// <summary>A <see cref="VirtualFactAttribute"/> for each row of data (<c>InlineData</c>, <c>MemberData</c>).</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("ActorLab.TestKit.Running.VirtualTheoryDiscoverer", "ActorLab.TestKit")]
public sealed class VirtualTheoryAttribute : TheoryAttribute;
