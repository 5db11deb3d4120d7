using System.Text;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.Nodes.Transports;

namespace ActorLab.Cluster.Tests.Members;

public sealed class LinePipeSpec
{
    [Fact]
    public async Task Lines_come_whole_however_their_bytes_were_cut()
    {
        var transport = new GivenTransport();
        using var pipe = new LinePipe(transport);
        byte[] bytes = Encoding.UTF8.GetBytes("one\n\nzwölf\nunfinished");
        foreach (byte b in bytes) transport.Give([b]);
        Assert.Equal("one", await pipe.ReadAsync());
        Assert.Equal("", await pipe.ReadAsync());
        Assert.Equal("zwölf", await pipe.ReadAsync());
        transport.Close("closed its end");
        Assert.Null(await pipe.ReadAsync());
        Assert.Equal("closed its end", await pipe.Closed);
    }

    [Fact]
    public async Task A_line_that_does_not_end_closes_the_pipe()
    {
        var transport = new GivenTransport();
        using var pipe = new LinePipe(transport);
        transport.Give(new byte[65_537]);
        Assert.Null(await pipe.ReadAsync());
        Assert.Equal("sent a line that is too long", await pipe.Closed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ready")]
    [InlineData("{}")]
    [InlineData("""{"kind": "member"}""")]
    [InlineData("""{"kind": "life", "where": {"broker": "amqp://h", "lab": "l", "tls": null}}""")]
    public void What_is_no_order_is_refused(string? line) => Assert.Throws<ArgumentException>(() => Order.Of<LifeOrder>(line));

    [Fact]
    public void An_order_comes_back_as_it_was_and_is_one_line()
    {
        var lab = new LabAddress(new Uri("amqp://u:p%0A@host:1"), "my\nlab") { Tls = new LabTls("a", "b", "c"), Patience = LabPatience.Default with { WithoutBroker = SimDuration.FromSeconds(7) } };
        var order = new LifeOrder(LabText.Of(lab), "life", "root", "node", "folder", []);
        Assert.DoesNotContain('\n', order.ToLine());
        LifeOrder again = Order.Of<LifeOrder>(order.ToLine());
        Assert.Equal(order with { Programs = again.Programs }, again);
        Assert.Equal(lab, again.Where.ToAddress());
        Assert.Throws<ArgumentException>(() => Order.Of<MemberOrder>(order.ToLine()));
    }

    private sealed class GivenTransport : ITransport
    {
        private ITransportReceiver? _receiver;

        public void Start(ITransportReceiver receiver) => _receiver = receiver;

        public bool Send(ReadOnlyMemory<byte> bytes) => true;

        public void Give(byte[] bytes) => _receiver!.OnReceived(bytes);

        public void Close(string reason) => _receiver!.OnClosed(reason);

        public void Dispose()
        {
        }
    }
}
