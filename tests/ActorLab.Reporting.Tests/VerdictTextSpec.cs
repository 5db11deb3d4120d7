using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Reporting.Tests;

public sealed class VerdictTextSpec
{
    [Fact]
    public void A_verdict_shows_every_check_and_its_evidence() =>
        Assert.Equal(
            """
            verdict: violated (flush order)
              order    violated  2 of 1,000 items reordered
                  at 25: expected line25, got line26, from worker-3
              content  holds     no torn record

            """,
            VerdictText.Render(Runs.Disordered));

    [Fact]
    public void A_file_cannot_send_control_sequences_to_the_terminal()
    {
        var verdict = new Verdict(
            VerdictStatus.Violated, null, StreamFigures.None,
            [new CheckResult("order", VerdictStatus.Violated, "1 item", [new Violation(1, "a\u001b[31m", "b\r\n\u009bc", "w\tx")])]);
        string text = VerdictText.Render(verdict);
        Assert.Contains(@"expected a\u001b[31m, got b\u000d\u000a\u009bc, from w\u0009x", text);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void Evidence_can_be_cut_and_says_so()
    {
        var check = new CheckResult("order", VerdictStatus.Violated, "3 items", [new Violation(1, "a", "b", null), new Violation(2, "c", "d", null), new Violation(3, "e", "f", null)]);
        var verdict = new Verdict(VerdictStatus.Violated, null, StreamFigures.None, [check]);
        Assert.EndsWith("at 1: expected a, got b\n      at 2: expected c, got d\n      …\n", VerdictText.Render(verdict, 2));
        Assert.DoesNotContain("…", VerdictText.Render(verdict, 3));
    }

    [Fact]
    public void The_same_verdict_for_programs_is_one_object()
    {
        string json = VerdictJson.Render(Verdict.Unknown("the output was cut"));
        Assert.StartsWith("{\n  \"verdict\": {\n    \"status\": \"unknown\",\n    \"cause\": null,", json);
        Assert.Contains("\"summary\": \"the output was cut\"", json);
    }
}
