using System.Text;
using ChatRoom.Protocol.WebSocket;
using ChatRoom.Tests.Support.Values;

namespace ChatRoom.Tests.Protocol.WebSocket;

/// <summary>The result of a <see cref="FrameReader"/> for some input: the text, the control frames and the failure.</summary>
internal sealed record FrameConversation(string Text, string Controls, CloseCode? Failure)
{
    /// <summary>Gives the pieces to a new reader, as a socket would.</summary>
    public static FrameConversation Of(params IEnumerable<byte[]> pieces) => Of(linePerMessage: false, pieces);

    public static FrameConversation Of(bool linePerMessage, params IEnumerable<byte[]> pieces)
    {
        var reader = new FrameReader(linePerMessage);
        var text = new List<byte>();
        var controls = new StringBuilder();
        foreach (var piece in pieces)
        {
            var start = linePerMessage ? 1 : 0;
            byte[] bytes = [.. new byte[start], .. piece];
            var (read, written) = (start, 0);
            FrameResult result;
            while ((result = reader.Next(bytes, ref read, ref written, out var control)) != FrameResult.NeedMore)
            {
                if (written > read)
                {
                    throw new InvalidOperationException("text was written over input that was not read");
                }

                controls.Append(result).Append('(').Append(Convert.ToHexString(control)).Append(") ");
            }

            if (read != bytes.Length)
            {
                throw new InvalidOperationException($"only {read} of {bytes.Length} bytes were used");
            }

            text.AddRange(bytes[..written]);
        }

        return new FrameConversation(Encoding.Latin1.GetString([.. text]), controls.ToString().TrimEnd(), reader.Failure);
    }

    public static FrameConversation Of(params ClientFrame[] frames) => Of([Bytes(frames)]);

    public static byte[] Bytes(params ClientFrame[] frames) => [.. frames.SelectMany(frame => frame.Write())];

    /// <summary>Text and nothing else.</summary>
    public static FrameConversation OnlyText(string text) => new(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)), "", null);
}
