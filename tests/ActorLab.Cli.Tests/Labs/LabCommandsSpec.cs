using System.Text.Json;
using ActorLab.TestSupport.Brokers;

namespace ActorLab.Cli.Tests.Labs;

/// <summary>The commands that meet in a lab, each a program of its own, over TLS.</summary>
[Trait("Tier", "broker")]
public sealed class LabCommandsSpec(LabBroker broker) : IClassFixture<LabBroker>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_lab_without_members_has_a_status_too()
    {
        Answer answer = await Call($"cluster status {broker.Where} --json");
        Assert.Equal(new Answer(0, "[]\n", $"actorlab: {Place} has no member: start some with actorlab node\n"), answer);
    }

    [Fact]
    public async Task A_member_is_listed_with_its_roles_and_its_version_until_it_leaves()
    {
        Answer answer = await Beside($"--name left --roles worker,large", $"{Lab.ShellCommand} cluster status {broker.Where} --json");
        Assert.Equal((0, $"actorlab: left has joined {Place}\nactorlab: has left the lab\n"), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement member = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(("left", 0, true), (member.GetProperty("member").GetString(), member.GetProperty("nodes").GetInt32(), member.GetProperty("usable").GetBoolean()));
        Assert.Equal(["worker", "large"], member.GetProperty("roles").EnumerateArray().Select(r => r.GetString()));
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task A_run_takes_members_of_its_role_alone()
    {
        string run = $"{Lab.ShellCommand} run line-copy --model process-pipeline --lines 50 --workers 2 --engine cluster {broker.Where} --role large --json";
        Answer answer = await Beside("--name small", run);
        Assert.Contains($"{Place} has no member for 'large': starting 3 here", answer.Error);
        Assert.DoesNotContain("has begun", answer.Error.Replace("member-", "", StringComparison.Ordinal).Split("small has joined")[0]);
        AssertHolds(answer);
    }

    [Fact]
    public async Task A_member_and_a_run_read_the_same_file()
    {
        string file = Path.Combine(Lab.Repository, "hocon", "cluster", "tls.conf");
        Answer answer = await Beside($"'{file}' --name only", $"{Lab.ShellCommand} run '{file}' {broker.Where} --set line-copy.lines=50 --json");
        AssertHolds(answer);
        Assert.Matches(@"process-1\.\d+ has begun", answer.Error);
    }

    [Theory]
    [InlineData("", 3, "refused to take part: the plan cannot be built: stage 'capitals' starts the program 'sed', which was not allowed here")]
    [InlineData("--allow sed", 0, null)]
    public async Task A_program_is_started_by_members_that_allow_it(string allow, int exitCode, string? said)
    {
        string file = _folder.Write("capitals.conf",
            """
            pipeline {
              name = capitals
              stages {
                numbers { range { from = 1, to = 20 } }
                capitals { from = numbers, program = [sed, -u, s/1/one/], workers = 2, execution = processes }
                out { from = capitals, order = input, count = on }
              }
            }
            """);
        Answer answer = await Call($"run {file} --engine cluster {broker.Where} --nodes 1 {allow}");
        Assert.True(exitCode == answer.ExitCode, answer.Error + answer.Out);
        if (said is null) return;
        string line = Assert.Single(answer.Error.Split('\n'), l => l.Contains("refused", StringComparison.Ordinal));
        Assert.StartsWith("actorlab: capitals: node 'capitals-", line);
        Assert.EndsWith($"' {said}; no other member of the lab can take it", line);
    }

    [Theory]
    [InlineData("wrong-password", "the user or the password is wrong")]
    [InlineData("wrong-lab", "NOT_ALLOWED - vhost other not found")]
    [InlineData("wrong-certificate", "the lab's authority does not vouch for the broker's certificate (UntrustedRoot)")]
    [InlineData("nobody", "Connection refused")]
    public async Task Who_is_refused_is_told_why_in_one_line(string mistake, string reason)
    {
        string password = mistake == "wrong-password" ? "x" : RabbitBroker.Password;
        int port = mistake == "nobody" ? 1 : broker.Address.Port;
        string where = $"--broker amqps://{RabbitBroker.User}:{password}@127.0.0.1:{port} --lab {(mistake == "wrong-lab" ? "other" : RabbitBroker.Lab)} --tls {(mistake == "wrong-certificate" ? broker.OtherTls : broker.Tls)}";
        foreach (string command in new[] { "node", "cluster status", "run line-copy --model process-pipeline --lines 50 --engine cluster" })
        {
            Answer answer = await Call($"{command} {where}");
            Assert.Equal(3, answer.ExitCode);
            string line = Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => l.Contains("cannot be joined", StringComparison.Ordinal));
            Assert.True(line.Contains(reason, StringComparison.Ordinal), answer.Error);
            Assert.DoesNotContain(password, line);
        }
    }

    [Theory]
    [InlineData("lab.conf")]
    [InlineData("tls.conf")]
    public async Task The_files_for_a_lab_are_right(string file)
    {
        Answer answer = await Lab.Call("check", Path.Combine(Lab.Repository, "hocon", "cluster", file));
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.EndsWith("process-pipeline, 3 workers, 2,000 generated lines, on cluster, seed 1\n", answer.Out);
    }

    [Fact]
    public async Task What_is_wrong_with_certificates_is_said_before_anything_is_joined()
    {
        Answer answer = await Call($"cluster status --broker amqp://u:p@127.0.0.1:1 --tls {broker.Tls}");
        Assert.Equal(new Answer(2, "", "actorlab: --tls: expected amqps://… as the broker, since certificates are for TLS alone [AL0002]\n"), answer);
        answer = await Call($"node --broker amqps://u:p@127.0.0.1:1 --tls {_folder.Path}");
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.StartsWith($"actorlab: --tls: '{_folder.Path}/authority.pem' must hold certificates in PEM", answer.Error);
    }

    private string Place => $"lab '{RabbitBroker.Lab}' on amqps://127.0.0.1:{broker.Address.Port}";

    private static void AssertHolds(Answer answer)
    {
        Assert.True(answer.ExitCode == 0, answer.Error);
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        Assert.Equal("holds", Assert.Single(json.RootElement.EnumerateArray()).GetProperty("verdict").GetProperty("status").GetString());
    }

    private static Task<Answer> Call(string arguments) => Lab.Shell($"{Lab.ShellCommand} {arguments}");

    /// <summary>Calls it while a member is in the lab, and lets the member leave.</summary>
    private Task<Answer> Beside(string member, string call) => Lab.Shell(
        $"""
        exec 3>'{_folder.File("said")}'
        {Lab.ShellCommand} node {broker.Where} {member} 2>&3 &
        until grep -q 'has joined' '{_folder.File("said")}' || ! kill -0 $!; do sleep 0.05; done
        {call}
        result=$?
        kill -TERM $!
        wait $! || result=99
        cat '{_folder.File("said")}' >&2
        exit $result
        """);
}
