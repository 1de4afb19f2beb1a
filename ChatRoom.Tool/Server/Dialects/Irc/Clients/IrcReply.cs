using System.Buffers;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Irc;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Dialects.Irc.Clients;

/// <summary>
/// Lines of the server for one client, which are sent together. The last parameter of each has a colon. A line is at most
/// <see cref="IrcEventWriter.MaxLine"/> bytes: a longer one is cut in its last parameter.
/// </summary>
/// <param name="nick">The client's nick, or <c>*</c>.</param>
internal sealed class IrcReply(string nick)
{
    /// <summary>Characters of a parameter: a name, a source or a message's id is shorter, and four of them fit into a line.</summary>
    private const int MaxWord = 80;

    private readonly ArrayBufferWriter<byte> _lines = new();

    public ReadOnlySpan<byte> Bytes => _lines.WrittenSpan;

    /// <summary>Adds a numeric, whose first parameter is the nick.</summary>
    public IrcReply Numeric(string code, params ReadOnlySpan<string> parameters) => Line(IrcServer.Name, code, [nick, .. parameters]);

    /// <summary>Adds an event, or a line like one.</summary>
    public IrcReply Event(in ServerLine line, IrcCaps caps = IrcCaps.None)
    {
        _lines.Advance(IrcEventWriter.Write(line, caps, _lines.GetSpan(IrcEventWriter.MaxEncoded)));
        return this;
    }

    /// <summary>Adds a line.</summary>
    /// <param name="source">Empty: none, as with ERROR.</param>
    public IrcReply Line(string source, string command, params ReadOnlySpan<string> parameters)
    {
        var head = new StringBuilder(source.Length == 0 ? "" : $":{source} ").Append(command);
        for (var i = 0; i < parameters.Length - 1; i++)
        {
            head.Append(' ').Append(Word(parameters[i]));
        }

        var start = Encoding.UTF8.GetBytes(parameters.IsEmpty ? head.ToString() : $"{head} :");
        _lines.Write(start);
        if (!parameters.IsEmpty)
        {
            var last = Encoding.UTF8.GetBytes(TextFilter.Clean(parameters[^1]));
            var parts = new IrcParts(last, Math.Max(4, IrcEventWriter.MaxLine - 2 - start.Length));
            _ = parts.TryTake(out var part);
            _lines.Write(part);
        }

        _lines.Write("\r\n"u8);
        return this;
    }

    /// <summary>A parameter before the last one. It may repeat what a client sent, which may be anything.</summary>
    private static string Word(string word) =>
        word.Length is 0 or > MaxWord || word[0] == ':' || word.AsSpan().ContainsAnyExceptInRange('!', '~') ? "*" : word;
}
