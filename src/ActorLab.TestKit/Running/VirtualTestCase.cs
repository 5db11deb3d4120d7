using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace ActorLab.TestKit.Running;

/// <summary>Finds tests with <see cref="VirtualFactAttribute"/> or <see cref="SeedsAttribute"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class VirtualFactDiscoverer(IMessageSink diagnosticMessageSink) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod,
        IAttributeInfo factAttribute)
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        TestMethodDisplay display = discoveryOptions.MethodDisplayOrDefault();
        TestMethodDisplayOptions options = discoveryOptions.MethodDisplayOptionsOrDefault();
        yield return testMethod.Method.GetParameters().Any()
            ? new ExecutionErrorTestCase(diagnosticMessageSink, display, options, testMethod,
                "a test with parameters needs [VirtualTheory] and rows of data; [VirtualFact] and [Seeds] take none")
            : new VirtualTestCase(diagnosticMessageSink, display, options, testMethod);
    }
}

/// <summary>Finds tests with <see cref="VirtualTheoryAttribute"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class VirtualTheoryDiscoverer(IMessageSink diagnosticMessageSink) : TheoryDiscoverer(diagnosticMessageSink)
{
    /// <inheritdoc/>
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute,
            object[] dataRow) =>
    [
        new VirtualTestCase(
            DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(),
                testMethod, dataRow),
    ];

    /// <inheritdoc/>
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForTheory(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
    [
        new ExecutionErrorTestCase(
            DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(),
                testMethod,
            "[VirtualTheory] needs data that xunit can serialize, so that each row is a test of its own"),
    ];
}

/// <summary>A test that runs with its world on the calling thread.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class VirtualTestCase : XunitTestCase
{
    /// <summary>For xunit, which makes it from what it serialized.</summary>
    [Obsolete("Called by the de-serializer; should only be called by deriving classes for de-serialization purposes")]
    public VirtualTestCase()
    {
    }

    internal VirtualTestCase(
        IMessageSink diagnosticMessageSink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod testMethod,
            object[]? arguments = null)
        : base(diagnosticMessageSink, display, options, testMethod, arguments)
    {
    }

    /// <inheritdoc/>
    public override Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments, ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource) =>
        new CaseRunner(this, constructorArguments, messageBus, aggregator, cancellationTokenSource).RunAsync();

    private sealed class CaseRunner(
        VirtualTestCase testCase, object[] constructorArguments, IMessageBus messageBus, ExceptionAggregator aggregator,
            CancellationTokenSource cancellation)
        : XunitTestCaseRunner(
            testCase, testCase.DisplayName, testCase.SkipReason, constructorArguments, testCase.TestMethodArguments, messageBus,
                aggregator, cancellation)
    {
        protected override XunitTestRunner CreateTestRunner(
            ITest test, IMessageBus messageBus, Type testClass, object[] constructorArguments, MethodInfo testMethod,
                object[] testMethodArguments,
            string skipReason, IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes, ExceptionAggregator aggregator,
            CancellationTokenSource cancellationTokenSource) =>
            new TestRunner(test, messageBus, testClass, constructorArguments, testMethod, testMethodArguments, skipReason,
                beforeAfterAttributes, aggregator,
                cancellationTokenSource);
    }

    private sealed class TestRunner(
        ITest test, IMessageBus messageBus, Type testClass, object[] constructorArguments, MethodInfo testMethod,
            object[] testMethodArguments, string skipReason,
        IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes, ExceptionAggregator aggregator,
            CancellationTokenSource cancellationTokenSource)
        : XunitTestRunner(
            test, messageBus, testClass, constructorArguments, testMethod, testMethodArguments, skipReason, beforeAfterAttributes,
                aggregator, cancellationTokenSource)
    {
        protected override Task<decimal> InvokeTestMethodAsync(ExceptionAggregator aggregator)
        {
            var clock = Stopwatch.StartNew();
            var body = new TestBody(TestClass, ConstructorArguments, TestMethod, TestMethodArguments, BeforeAfterAttributes);
            aggregator.Run(body.Run);
            return Task.FromResult((decimal)clock.Elapsed.TotalSeconds);
        }
    }
}
