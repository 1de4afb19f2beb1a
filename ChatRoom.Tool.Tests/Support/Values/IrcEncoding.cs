using System.Text;
using ChatRoom.Protocol.Irc;

namespace ChatRoom.Tests.Support.Values;

/// <summary>A server's line as IRC clients are sent it.</summary>
internal static class IrcEncoding
{
    /// <param name="batch">The reference of a batch around the line; empty: none.</param>
    public static string InIrc(this ServerLineValues line, IrcCaps caps, string batch = "")
    {
        var buffer = new byte[IrcEventWriter.MaxEncoded];
        return Encoding.UTF8.GetString(buffer, 0, IrcEventWriter.WritePast(line.View(), caps, Encoding.ASCII.GetBytes(batch), buffer));
    }
}
