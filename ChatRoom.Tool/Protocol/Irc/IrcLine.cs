using System.Runtime.CompilerServices;
using System.Text;

namespace ChatRoom.Protocol.Irc;

/// <summary>
/// One line of a client, without its line end: a view over the caller's bytes. The grammar is that of Modern IRC
/// (modern.ircdocs.horse) and of IRCv3 message-tags:
/// <code>
/// line   = ["@" tags SPACES] [":" source SPACES] command *(SPACES parameter) [SPACES ":" trailing] [SPACES]
/// tags   = tag *(";" tag)
/// tag    = key ["=" value]
/// </code>
/// There are at most <see cref="MaxParameters"/> parameters; the last of these takes the rest of the line.
/// </summary>
internal readonly ref struct IrcLine
{
    public const int MaxParameters = 15;

    private readonly ReadOnlySpan<byte> _line;
    private readonly Parameters _parameters;

    private IrcLine(ReadOnlySpan<byte> line, ReadOnlySpan<byte> tags, ReadOnlySpan<byte> source, ReadOnlySpan<byte> command, scoped in Parameters parameters, int count)
    {
        _line = line;
        _parameters = parameters;
        Tags = tags;
        Source = source;
        Command = command;
        Count = count;
    }

    /// <summary>The tags as they were sent, without the @; empty: none.</summary>
    public ReadOnlySpan<byte> Tags { get; }

    /// <summary>Empty: none, as with most clients.</summary>
    public ReadOnlySpan<byte> Source { get; }

    /// <summary>In the case in which it was sent.</summary>
    public ReadOnlySpan<byte> Command { get; }

    /// <summary>The number of parameters.</summary>
    public int Count { get; }

    public ReadOnlySpan<byte> this[int index] => index < Count ? _line[_parameters[index]] : default;

    /// <summary>False: the line has no command.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out IrcLine parsed)
    {
        parsed = default;
        var at = 0;
        var tags = TakePrefix(line, (byte)'@', ref at);
        var source = TakePrefix(line, (byte)':', ref at);
        var command = line[TakeWord(line, ref at)];
        if (command.IsEmpty)
        {
            return false;
        }

        var parameters = default(Parameters);
        var count = 0;
        SkipSpaces(line, ref at);
        while (at < line.Length && count < MaxParameters)
        {
            if (line[at] == ':')
            {
                parameters[count++] = (at + 1)..line.Length;
                at = line.Length;
            }
            else if (count == MaxParameters - 1)
            {
                parameters[count++] = at..line.Length;
            }
            else
            {
                parameters[count++] = TakeWord(line, ref at);
                SkipSpaces(line, ref at);
            }
        }

        parsed = new IrcLine(line, tags, source, command, parameters, count);
        return true;
    }

    /// <summary>Whether this is the command.</summary>
    /// <param name="command">In upper case.</param>
    public bool Is(ReadOnlySpan<byte> command) => Ascii.EqualsIgnoreCase(Command, command);

    /// <summary>The value of a tag, without escapes; a tag without a value has an empty one. The last tag of a key counts.</summary>
    public bool TryGetTag(ReadOnlySpan<byte> key, out string value)
    {
        value = "";
        var found = false;
        var tags = Tags;
        while (!tags.IsEmpty)
        {
            var end = tags.IndexOf((byte)';');
            var tag = end < 0 ? tags : tags[..end];
            tags = end < 0 ? default : tags[(end + 1)..];
            var equals = tag.IndexOf((byte)'=');
            if ((equals < 0 ? tag : tag[..equals]).SequenceEqual(key))
            {
                found = true;
                value = equals < 0 ? "" : Unescape(tag[(equals + 1)..]);
            }
        }

        return found;
    }

    private static ReadOnlySpan<byte> TakePrefix(ReadOnlySpan<byte> line, byte mark, scoped ref int at)
    {
        if (at >= line.Length || line[at] != mark)
        {
            return default;
        }

        at++;
        var word = line[TakeWord(line, ref at)];
        SkipSpaces(line, ref at);
        return word;
    }

    private static Range TakeWord(ReadOnlySpan<byte> line, scoped ref int at)
    {
        var start = at;
        var length = line[at..].IndexOf((byte)' ');
        at = length < 0 ? line.Length : at + length;
        return start..at;
    }

    private static void SkipSpaces(ReadOnlySpan<byte> line, scoped ref int at)
    {
        while (at < line.Length && line[at] == ' ')
        {
            at++;
        }
    }

    private static string Unescape(ReadOnlySpan<byte> value)
    {
        var text = new List<byte>(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\')
            {
                text.Add(value[i]);
            }
            else if (++i < value.Length)
            {
                // A backslash before any other character is left out, and so is one at the end.
                text.Add(value[i] switch
                {
                    (byte)':' => (byte)';',
                    (byte)'s' => (byte)' ',
                    (byte)'r' => (byte)'\r',
                    (byte)'n' => (byte)'\n',
                    var other => other,
                });
            }
        }

        return Encoding.UTF8.GetString([.. text]);
    }

    [InlineArray(MaxParameters)]
    private struct Parameters
    {
        private Range _first;
    }
}
