using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol.Line;

/// <summary>
/// Writes a server's line for a person: in the line dialect, and on the screen of our client.
/// <para>
/// Nobody can imitate the server. A message begins with <c>NAME: </c> or <c>* NAME </c>. A line of the server begins with a character
/// that no name may hold, or has the form <c>NAME joined!</c>, without a colon after the name.
/// </para>
/// </summary>
internal static class PlainWriter
{
    /// <summary>In bytes, the most that a line has besides its fields. It has each field once.</summary>
    public const int MaxOverhead = 64;

    /// <summary>Writes the line with its LF; returns its length, or 0 for a line that is sent to programs only.</summary>
    public static int Write(in ServerLine line, Span<byte> output)
    {
        var to = new LineBuilder(output);
        AddHead(line, ref to);
        to.Add(BodyOf(line));
        if (to.Length == 0)
        {
            return 0;
        }

        to.Add((byte)'\n');
        return to.Length;
    }

    /// <summary>Adds the part before the free text, or the whole line if it has none.</summary>
    internal static void AddHead(in ServerLine line, ref LineBuilder to)
    {
        switch (line.Kind)
        {
            case ServerLineKind.Message:
                to.Add(line.Name);
                to.Add(": "u8);
                break;
            case ServerLineKind.Action:
                to.Add("* "u8);
                to.Add(line.Name);
                to.Add((byte)' ');
                break;
            case ServerLineKind.Private:
                to.Add("(private to "u8);
                to.Add(line.Other);
                to.Add(") "u8);
                to.Add(line.Name);
                to.Add(": "u8);
                break;
            case ServerLineKind.Join:
                to.Add(line.Name);
                to.Add(" joined!"u8);
                break;
            case ServerLineKind.Leave:
                to.Add(line.Name);
                to.Add(line.Text.IsEmpty ? " left!"u8 : " left! "u8);
                break;
            case ServerLineKind.Rename:
                to.Add(line.Other);
                to.Add(" is now "u8);
                to.Add(line.Name);
                to.Add((byte)'!');
                break;
            case ServerLineKind.Start:
                to.Add("# The server was started; all who were here before have left."u8);
                break;
            case ServerLineKind.Topic:
                to.Add(line.Name);
                to.Add(line.Text.IsEmpty ? " took the topic away!"u8 : " set the topic: "u8);
                break;
            case ServerLineKind.Subject:
                to.Add("# Topic: "u8);
                break;
            case ServerLineKind.Welcome:
                to.Add("Connected to server!"u8);
                break;
            case ServerLineKind.Notice or ServerLineKind.Bye or ServerLineKind.Announcement:
                to.Add("# "u8);
                break;
            case ServerLineKind.Error:
                to.Add("! "u8);
                break;
            case ServerLineKind.Refused:
                to.Add("! "u8);
                to.Add(line.Number - line.Id + 1);
                to.Add(" lines were not said: "u8);
                break;
            case ServerLineKind.Gap:
                to.Add("# Missing here, as the server no longer has them: "u8);
                to.Add(line.Number);
                break;
            default:
                break;
        }
    }

    /// <summary>The free text of a line; empty if it shows none.</summary>
    internal static ReadOnlySpan<byte> BodyOf(in ServerLine line) => line.Kind switch
    {
        ServerLineKind.Message or ServerLineKind.Action or ServerLineKind.Private => line.Text,
        ServerLineKind.Topic or ServerLineKind.Subject or ServerLineKind.Leave or ServerLineKind.Announcement => line.Text,
        ServerLineKind.Notice or ServerLineKind.Bye or ServerLineKind.Relayed => line.Text,
        ServerLineKind.Error or ServerLineKind.Refused => line.Text,
        _ => default,
    };
}
