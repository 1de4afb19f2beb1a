using System.Text;
using ChatRoom.Protocol.Irc;

namespace ChatRoom.Server.Dialects.Irc.Clients;

/// <summary>A command of a client, as text that outlives its line. A value.</summary>
/// <param name="Command">In upper case.</param>
internal sealed record IrcRequest(string Command, string[] Parameters)
{
    public int Count => Parameters.Length;

    /// <summary>A parameter; empty if there is none.</summary>
    public string this[int index] => index < Parameters.Length ? Parameters[index] : "";

    public static IrcRequest Of(in IrcLine line)
    {
        var parameters = new string[line.Count];
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = Encoding.UTF8.GetString(line[i]);
        }

        return new IrcRequest(Encoding.UTF8.GetString(line.Command).ToUpperInvariant(), parameters);
    }
}
