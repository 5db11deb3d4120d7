using System.Text;
using ActorLab.Cluster.Labs;
using ActorLab.Wire;

namespace ActorLab.Cluster.Tests.Labs;

public sealed class ControlMessageSpec
{
    [Fact]
    public void Every_message_comes_back_as_it_was()
    {
        ControlMessage[] messages = [new WhoIsThere(), new Invited("life", "root", "node"), new Accepted("life"), new Declined("life", "why"), new ToEnd("life"), new Ended("life")];
        Assert.Equal(messages, messages.Select(m => ControlMessage.Decode(m.Encode())));
        var here = (Here)ControlMessage.Decode(new Here(Here.ThisVersion, "0.1", "name", ["worker"], 0, 1).Encode());
        Assert.Equal((Here.ThisVersion, "name", "worker", 0, 1), (here.Version, here.Member, Assert.Single(here.Roles), here.Lives, here.Capacity));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"kind": "System.Diagnostics.Process"}""")]
    [InlineData("""{"kind": "accepted"}""")]
    [InlineData("""{"kind": "accepted", "life": null}""")]
    [InlineData("""[[[[""")]
    public void What_is_no_message_of_the_table_is_refused(string text) =>
        Assert.Throws<WireFormatException>(() => ControlMessage.Decode(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void One_that_is_too_long_is_neither_sent_nor_read()
    {
        var tooLong = new Accepted(new string('x', ControlMessage.MaxBytes));
        Assert.Throws<NoWireFormException>(tooLong.Encode);
        Assert.Throws<WireFormatException>(() => ControlMessage.Decode(new byte[ControlMessage.MaxBytes + 1]));
    }

    [Fact]
    public void Random_bytes_are_refused_and_nothing_else_happens()
    {
        var random = new RandomStream(8);
        for (int i = 0; i < 2_000; i++)
        {
            byte[] bytes = new byte[random.NextInt64(0, 300)];
            foreach (ref byte b in bytes.AsSpan()) b = (byte)random.NextUInt64();
            Assert.Throws<WireFormatException>(() => ControlMessage.Decode(bytes));
        }
    }
}
