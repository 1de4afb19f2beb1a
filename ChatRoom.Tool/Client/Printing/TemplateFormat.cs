using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Json;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Printing;

/// <summary>The format of the user's template, such as <c>%n: %m</c>. Its fields are <see cref="Fields"/>.</summary>
internal sealed class TemplateFormat : LineFormat
{
    /// <summary>The fields of a template, for a message.</summary>
    public const string Fields = "%i id, %t time, %T type, %r room, %n name, %o other name, %m text, %j JSON, %% percent";

    private const int MaxField = ServerLine.MaxEncoded;

    private readonly JsonLine _json = new();
    private readonly List<(byte[] Before, char Field)> _parts;
    private readonly byte[] _filtered = new byte[3 * MaxField];

    private TemplateFormat(List<(byte[] Before, char Field)> parts) => _parts = parts;

    /// <summary>Parses a template; false, and the reason, if it contains an unknown field.</summary>
    public static bool TryParse(string template, [NotNullWhen(true)] out TemplateFormat? format, out string whyNot)
    {
        var parts = new List<(byte[] Before, char Field)>();
        var literal = new StringBuilder();
        format = null;
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] is not ('%' or '\\'))
            {
                literal.Append(template[i]);
                continue;
            }

            var escape = template.Substring(i, Math.Min(2, template.Length - i));
            i++;
            if (Literal(escape) is { } meant)
            {
                literal.Append(meant);
            }
            else if (escape is "%i" or "%t" or "%T" or "%r" or "%n" or "%o" or "%m" or "%j")
            {
                parts.Add((Encoding.UTF8.GetBytes(literal.ToString()), escape[1]));
                literal.Clear();
            }
            else
            {
                whyNot = $"'{TextFilter.Clean(escape)}' is not a field; there are {Fields}, and \\t \\n \\\\";
                return false;
            }
        }

        parts.Add((Encoding.UTF8.GetBytes(literal.ToString()), '\0'));
        format = new TemplateFormat(parts);
        whyNot = "";
        return true;
    }

    public override void Write(in ServerLine line, IBufferWriter<byte> to)
    {
        foreach (var (before, field) in _parts)
        {
            to.Write(before);
            switch (field)
            {
                case 'i' when line.Id > 0:
                    WriteNumber(line.Id, to);
                    break;
                case 't':
                    WriteTime(line.Time, to);
                    break;
                case 'T':
                    to.Write(EventType.NameOf(line.Kind));
                    break;
                case 'r':
                    WriteFiltered(line.Room, to);
                    break;
                case 'n':
                    WriteFiltered(line.Name, to);
                    break;
                case 'o':
                    WriteFiltered(line.Other, to);
                    break;
                case 'm':
                    WriteFiltered(line.Text, to);
                    break;
                case 'j':
                    _json.Write(line, to);
                    break;
                default:
                    break;
            }
        }
    }

    private static string? Literal(string escape) => escape switch
    {
        "%%" => "%",
        "\\t" => "\t",
        "\\n" => "\n",
        "\\\\" => "\\",
        _ => null,
    };

    private static void WriteNumber(long number, IBufferWriter<byte> to)
    {
        _ = Utf8Formatter.TryFormat(number, to.GetSpan(20), out var written);
        to.Advance(written);
    }

    private static void WriteTime(long unixMilliseconds, IBufferWriter<byte> to)
    {
        if (EventTime.TryWrite(unixMilliseconds, to.GetSpan(EventTime.Length)))
        {
            to.Advance(EventTime.Length);
        }
    }

    private void WriteFiltered(ReadOnlySpan<byte> field, IBufferWriter<byte> to) =>
        to.Write(TextFilter.IsPlainAscii(field) ? field : _filtered.AsSpan(0, TextFilter.Clean(field, _filtered)));
}
