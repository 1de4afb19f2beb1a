using System.Text;
using ChatRoom.Protocol.WebSocket;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.WebSocket;

internal sealed class FrameReaderTests
{
    private static readonly byte[] Hello = Convert.FromHexString("818537fa213d7f9f4d5158");

    /// <summary>Frames that keep to the protocol.</summary>
    private static readonly Gen<ClientFrame[]> Conversations =
        from messages in Gen.OneOf(
            Samples.Text.SelectMany(text => Samples.PiecesOf(Encoding.UTF8.GetBytes(text))).Select(ClientFrame.Fragments),
            Samples.Bytes.Select(bytes => new[] { new ClientFrame(Opcode.Ping, [.. bytes.Take(125)]) }),
            Samples.Bytes.Select(bytes => new[] { new ClientFrame(Opcode.Pong, [.. bytes.Take(125)]) })).ArrayOf()
        from masks in Gen.Choose(0, 255).Select(value => (byte)value).Four()
        select messages.SelectMany(frames => frames).Select(frame => frame with { Mask = [masks.Item1, masks.Item2, masks.Item3, masks.Item4] }).ToArray();

    /// <summary>Anything: right frames, wrong frames and noise.</summary>
    private static readonly Gen<byte[]> Inputs =
        from frames in Gen.OneOf(
            from opcode in Gen.Choose(0, 15)
            from payload in Samples.Bytes
            from isFinal in Samples.Bool
            from mistake in Gen.Choose(0, 20)
            select new ClientFrame((Opcode)opcode, payload)
            {
                IsFinal = isFinal,
                ReservedBits = (byte)(mistake == 1 ? 4 : 0),
                Mask = mistake == 2 ? null : [1, 2, 3, 4],
                LengthBytes = mistake switch { 3 => 2, 4 => 8, _ => 0 },
                ClaimedLength = mistake switch { 5 => long.MinValue, 6 => 1L << 40, 7 => FrameReader.MaxMessage + 1, _ => null },
            }.Write(),
            Conversations.Select(FrameConversation.Bytes),
            Samples.Bytes).ArrayOf()
        select frames.SelectMany(frame => frame).ToArray();

    [Test]
    public void The_masked_text_of_the_standard_is_read() =>
        Assert.That(FrameConversation.Of(Hello), Is.EqualTo(FrameConversation.OnlyText("Hello")));

    [Test]
    public void The_masked_pong_of_the_standard_is_read() =>
        Assert.That(
            FrameConversation.Of(Convert.FromHexString("8a8537fa213d7f9f4d5158")),
            Is.EqualTo(new FrameConversation("", "Pong(48656C6C6F)", null)));

    [Test]
    public void The_standards_text_in_two_frames_is_one_text() =>
        Assert.That(
            FrameConversation.Of(ClientFrame.Fragments("Hel"u8.ToArray(), "lo"u8.ToArray())),
            Is.EqualTo(FrameConversation.OnlyText("Hello")));

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(125)]
    [TestCase(126)]
    [TestCase(127)]
    [TestCase(256)]
    [TestCase(ushort.MaxValue)]
    [TestCase(ushort.MaxValue + 1)]
    [TestCase(FrameReader.MaxMessage)]
    public void A_text_of_any_length_up_to_the_limit_is_read(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(place => (char)('a' + (place % 26))));
        Assert.That(FrameConversation.Of(ClientFrame.Text(text), ClientFrame.Text("!")), Is.EqualTo(FrameConversation.OnlyText(text + "!")));
    }

    [Test]
    public void Control_frames_may_come_between_the_frames_of_a_message()
    {
        var parts = ClientFrame.Fragments("one "u8.ToArray(), [], "two"u8.ToArray());
        Assert.That(
            FrameConversation.Of(parts[0], new(Opcode.Ping, [1]), parts[1], new(Opcode.Pong, []), parts[2], new(Opcode.Ping, [])),
            Is.EqualTo(new FrameConversation("one two", "Ping(01) Pong() Ping()", null)));
    }

    [TestCase(1000, "bye", "Close(03E8627965)")]
    [TestCase(1001, "", "Close(03E9)")]
    [TestCase(4999, "", "Close(1387)")]
    public void A_close_ends_the_input(int code, string reason, string expected) =>
        Assert.That(
            FrameConversation.Of(ClientFrame.Text("a"), ClientFrame.Close(code, reason), ClientFrame.Text("b"), new(Opcode.Ping, [])),
            Is.EqualTo(new FrameConversation("a", expected, null)));

    [Test]
    public void A_close_may_come_without_a_code() =>
        Assert.That(FrameConversation.Of(new ClientFrame(Opcode.Close, [])), Is.EqualTo(new FrameConversation("", "Close()", null)));

    [Test]
    public void A_close_with_half_a_code_is_a_protocol_error() => FailsWith(CloseCode.ProtocolError, new ClientFrame(Opcode.Close, [3]));

    [Test]
    public void A_close_with_a_code_that_nobody_may_send_is_a_protocol_error([Values(0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535)] int code) =>
        FailsWith(CloseCode.ProtocolError, ClientFrame.Close(code));

    [Test]
    public void A_close_whose_reason_is_not_utf8_is_an_invalid_text() => FailsWith(CloseCode.InvalidText, new ClientFrame(Opcode.Close, [3, 0xE8, 0xFF]));

    [Test]
    public void A_frame_without_a_mask_is_a_protocol_error([Values] Opcode opcode) =>
        FailsWith(CloseCode.ProtocolError, new ClientFrame(opcode, [3, 0xE8]) { Mask = null });

    [Test]
    public void A_reserved_bit_is_a_protocol_error([Values(1, 2, 4, 7)] byte bits) =>
        FailsWith(CloseCode.ProtocolError, ClientFrame.Text("x") with { ReservedBits = bits });

    [Test]
    public void A_reserved_opcode_is_a_protocol_error([Values(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)] byte opcode) =>
        FailsWith(CloseCode.ProtocolError, new ClientFrame((Opcode)opcode, []));

    [Test]
    public void A_control_frame_in_pieces_is_a_protocol_error([Values(Opcode.Close, Opcode.Ping, Opcode.Pong)] Opcode opcode) =>
        FailsWith(CloseCode.ProtocolError, new ClientFrame(opcode, [3, 0xE8]) { IsFinal = false });

    [Test]
    public void A_control_frame_over_125_bytes_is_a_protocol_error([Values(Opcode.Close, Opcode.Ping, Opcode.Pong)] Opcode opcode) =>
        FailsWith(CloseCode.ProtocolError, new ClientFrame(opcode, [3, 0xE8, .. new byte[124]]));

    [Test]
    public void A_continuation_of_nothing_is_a_protocol_error([Values] bool isFinal) =>
        FailsWith(CloseCode.ProtocolError, ClientFrame.Text(""), new ClientFrame(Opcode.Continuation, []) { IsFinal = isFinal });

    [Test]
    public void A_message_inside_another_is_a_protocol_error() =>
        FailsWith(CloseCode.ProtocolError, ClientFrame.Text("") with { IsFinal = false }, ClientFrame.Text(""));

    [TestCase(2, 0)]
    [TestCase(2, 125)]
    [TestCase(8, 125)]
    [TestCase(8, 126)]
    [TestCase(8, 65535)]
    public void A_length_that_is_not_the_shortest_is_a_protocol_error(int lengthBytes, int length) =>
        FailsWith(CloseCode.ProtocolError, ClientFrame.Text(new byte[length]) with { LengthBytes = lengthBytes });

    [Test]
    public void A_negative_length_is_a_protocol_error() =>
        FailsWith(CloseCode.ProtocolError, ClientFrame.Text("") with { LengthBytes = 8, ClaimedLength = -1 });

    [Test]
    public void A_binary_message_is_unsupported() => FailsWith(CloseCode.Unsupported, new ClientFrame(Opcode.Binary, "x"u8.ToArray()));

    [TestCase(FrameReader.MaxMessage + 1)]
    [TestCase(int.MaxValue)]
    [TestCase(int.MaxValue + 1L)]
    [TestCase(long.MaxValue)]
    public void A_message_over_the_limit_is_refused_by_its_header(long length) =>
        FailsWith(CloseCode.TooLarge, ClientFrame.Text("") with { ClaimedLength = length });

    [Test]
    public void Frames_of_one_message_that_are_together_over_the_limit_are_refused()
    {
        var most = ClientFrame.Fragments(new byte[FrameReader.MaxMessage - 1], [1], []);
        Assert.That(FrameConversation.Of(most).Failure, Is.Null);
        FailsWith(CloseCode.TooLarge, most[0], most[1] with { IsFinal = false }, new ClientFrame(Opcode.Continuation, [1]));
    }

    [Test]
    public void Each_message_may_be_as_large_as_the_limit()
    {
        var most = ClientFrame.Text(new byte[FrameReader.MaxMessage]);
        Assert.That(FrameConversation.Of(most, most, most).Failure, Is.Null);
    }

    [TestCase("80")]
    [TestCase("C0AF")]
    [TestCase("EDA080")]
    [TestCase("F4908080")]
    [TestCase("41FF")]
    [TestCase("E282")]
    [TestCase("F09F98")]
    public void A_text_that_is_not_utf8_is_refused_wherever_it_is_cut(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        foreach (var pieces in Splits.InTwo(bytes))
        {
            FailsWith(CloseCode.InvalidText, ClientFrame.Fragments(pieces));
            FailsWith(CloseCode.InvalidText, ClientFrame.Fragments([.. pieces, []]));
        }
    }

    [Test]
    public void A_message_ends_with_a_whole_character()
    {
        byte[] half = [0xE2, 0x82];
        FailsWith(CloseCode.InvalidText, ClientFrame.Text(half), ClientFrame.Text(new byte[] { 0xAC }));
        Assert.That(FrameConversation.Of(ClientFrame.Fragments(half, [0xAC])), Is.EqualTo(FrameConversation.OnlyText("€")));
    }

    [Test]
    public void A_broken_protocol_is_reported_once_and_the_rest_is_dropped() =>
        Assert.That(
            FrameConversation.Of([FrameConversation.Bytes(ClientFrame.Text("before"), ClientFrame.Text("x") with { Mask = null }), Hello, Hello]),
            Is.EqualTo(new FrameConversation("before", "Failed()", CloseCode.ProtocolError)));

    [Test]
    public void A_split_in_two_anywhere_gives_the_same()
    {
        var parts = ClientFrame.Fragments("é日"u8.ToArray()[..3], "é日"u8.ToArray()[3..]);
        var bytes = FrameConversation.Bytes(
            ClientFrame.Text(new string('x', 126)), parts[0], new(Opcode.Ping, [.. Enumerable.Range(0, 125).Select(value => (byte)value)]), parts[1],
            ClientFrame.Text(""), ClientFrame.Close(1000, "bye"));
        var expected = FrameConversation.Of([bytes]);
        Assert.That(expected.Controls, Does.EndWith("Close(03E8627965)"));
        foreach (var pieces in Splits.InTwo(bytes))
        {
            Assert.That(FrameConversation.Of(pieces), Is.EqualTo(expected), $"cut at {pieces[0].Length}");
        }

        Assert.That(FrameConversation.Of(Splits.ByteByByte(bytes)), Is.EqualTo(expected));
    }

    [Test]
    public void Frames_in_random_pieces_give_their_text() =>
        Fuzz.Each(
            from frames in Conversations
            from pieces in Samples.PiecesOf(FrameConversation.Bytes(frames))
            select (frames, pieces),
            sample => Assert.That(FrameConversation.Of(sample.pieces), Is.EqualTo(ExpectedOf(sample.frames))),
            times: 1000);

    [Test]
    public void With_a_line_for_each_message_LF_follows_every_message() =>
        Fuzz.Each(
            from frames in Conversations
            from pieces in Samples.PiecesOf(FrameConversation.Bytes(frames))
            select (frames, pieces),
            sample => Assert.That(
                FrameConversation.Of(linePerMessage: true, sample.pieces),
                Is.EqualTo(ExpectedOf([.. sample.frames.Select(frame => frame.IsFinal && frame.Opcode < Opcode.Close ? frame with { Payload = [.. frame.Payload, (byte)'\n'] } : frame)]))),
            times: 1000);

    [Test]
    public void LF_is_never_written_over_input_however_a_line_is_split()
    {
        var parts = ClientFrame.Fragments("PING"u8.ToArray(), [], " é"u8.ToArray());
        var bytes = FrameConversation.Bytes(ClientFrame.Text(""), ClientFrame.Text("a"), parts[0], parts[1], parts[2], ClientFrame.Text(""), ClientFrame.Text("b"));
        var expected = FrameConversation.OnlyText("\na\nPING é\n\nb\n");
        foreach (var pieces in Splits.InTwo(bytes))
        {
            Assert.That(FrameConversation.Of(linePerMessage: true, pieces), Is.EqualTo(expected), $"cut at {pieces[0].Length}");
        }

        Assert.That(FrameConversation.Of(linePerMessage: true, Splits.ByteByByte(bytes)), Is.EqualTo(expected));
    }

    [Test]
    public void Any_input_in_random_pieces_ends_in_the_same_way() =>
        Fuzz.Each(
            from input in Inputs
            from pieces in Samples.PiecesOf(input)
            select (input, pieces),
            sample =>
            {
                var expected = FrameConversation.Of([sample.input]);
                var found = FrameConversation.Of(sample.pieces);
                Assert.That((found.Controls, found.Failure), Is.EqualTo((expected.Controls, expected.Failure)));

                // The pieces of a text before the place where it stops to be UTF-8 may have been taken already.
                Assert.That(found.Text, expected.Failure == CloseCode.InvalidText ? Does.StartWith(expected.Text) : Is.EqualTo(expected.Text));
            },
            times: 2000);

    [Test]
    public void Text_uses_no_memory_of_its_own()
    {
        var reader = new FrameReader(linePerMessage: false);
        var bytes = FrameConversation.Bytes([.. Enumerable.Repeat(ClientFrame.Text("say 1 lobby hello\n"), 1000)]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (read, written) = (0, 0);
        var result = reader.Next(bytes, ref read, ref written, out _);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That((result, written), Is.EqualTo((FrameResult.NeedMore, 18_000)));
    }

    private static void FailsWith(CloseCode code, params ClientFrame[] frames) =>
        Assert.That(FrameConversation.Of(frames), Has.Property(nameof(FrameConversation.Failure)).EqualTo(code)
            .And.Property(nameof(FrameConversation.Controls)).EqualTo("Failed()"));

    /// <summary>The same result, computed slowly and simply.</summary>
    private static FrameConversation ExpectedOf(ClientFrame[] frames) => new(
        Encoding.Latin1.GetString([.. frames.Where(frame => frame.Opcode < Opcode.Close).SelectMany(frame => frame.Payload)]),
        string.Join(' ', frames.Where(frame => frame.Opcode >= Opcode.Close).Select(frame => $"{frame.Opcode}({Convert.ToHexString(frame.Payload)})")),
        null);
}
