using System.Buffers;
using System.Text;

namespace ChatRoom.Client.Terminal.Keys;

/// <summary>
/// Decodes keys from the bytes of a terminal, whatever they are and however they are split. Reading thread only.
/// <code>
/// key      = character | control | [ESC] ESC (character | control | sequence)
/// sequence = "[" parameters final | "[[" final | "O" digits final | ("]" | "P" | "_") text (BEL | ESC "\")
/// paste    = ESC "[200~" anything ESC "[201~"
/// </code>
/// ESC before a key means that Alt was held. A reply of the terminal (the cursor's position, a colour) is one unknown key.
/// </summary>
internal sealed class KeyDecoder
{
    private const byte Escape = 0x1B;
    private const byte Bell = 0x07;
    private const byte Cancel = 0x18;
    private const byte Substitute = 0x1A;

    private readonly byte[] _character = new byte[4];
    private readonly SequenceParameters _parameters = new();
    private readonly PastedText _paste = new();
    private State _state;
    private int _characterLength;
    private byte _introducer;
    private KeyModifiers _alt;

    private enum State
    {
        Ground,
        AfterEscape,
        ControlSequence,
        SingleShift,
        Reply,
        ReplyAfterEscape,
        Paste,
    }

    /// <summary>
    /// True if the bytes so far may be complete, or the beginning of more: an ESC, or a paste without its end.
    /// Only time can decide: the reading thread waits for a while, and then flushes.
    /// </summary>
    public bool IsUndecided => _state != State.Ground;

    /// <summary>True within a paste, whose pauses are longer than those within one key.</summary>
    public bool IsPasting => _state == State.Paste;

    /// <summary>Adds the keys that these bytes complete.</summary>
    public void Decode(ReadOnlySpan<byte> bytes, List<Key> keys)
    {
        foreach (var value in bytes)
        {
            Take(value, keys);
        }
    }

    /// <summary>
    /// Time is over, so the bytes so far are complete. A lone ESC is the escape key; ESC and a character is that character
    /// with Alt. An unfinished sequence is unknown, and an unfinished paste ends here. The next byte begins a new key.
    /// </summary>
    public void Flush(List<Key> keys)
    {
        var state = _state;
        _state = State.Ground;
        switch (state)
        {
            case State.Ground:
                return;
            case State.Paste:
                AddPaste(keys);
                return;
            case State.AfterEscape:
                keys.AddRange(Enumerable.Repeat(new Key(KeyKind.Escape), _alt == KeyModifiers.None ? 1 : 2));
                break;
            case State.ControlSequence or State.SingleShift or State.Reply when _parameters.IsEmpty:
                keys.Add(KeySequences.Of(new Rune(_introducer), KeyModifiers.Alt));
                break;
            case State.ReplyAfterEscape:
                keys.AddRange([KeySequences.Unknown, new Key(KeyKind.Escape)]);
                break;
            default:
                keys.Add(KeySequences.Unknown);
                break;
        }

        _alt = KeyModifiers.None;
    }

    private void Take(byte value, List<Key> keys)
    {
        switch (_state)
        {
            case State.Ground:
                TakePlain(value, keys);
                break;
            case State.AfterEscape:
                TakeAfterEscape(value, keys);
                break;
            case State.ControlSequence:
                TakeControlSequence(value, keys);
                break;
            case State.SingleShift:
                TakeSingleShift(value, keys);
                break;
            case State.Reply:
                TakeReply(value, keys);
                break;
            case State.ReplyAfterEscape:
                TakeReplyAfterEscape(value, keys);
                break;
            case State.Paste when _paste.Take(value):
                _state = State.Ground;
                AddPaste(keys);
                break;
        }
    }

    private void TakePlain(byte value, List<Key> keys)
    {
        if (_characterLength > 0 || value >= 0x80)
        {
            TakePartOfCharacter(value, keys);
        }
        else if (value == Escape)
        {
            _state = State.AfterEscape;
        }
        else if (value is < 0x20 or 0x7F)
        {
            Add(KeySequences.OfControl(value), keys);
        }
        else
        {
            Add(KeySequences.Of(new Rune(value), _alt), keys);
        }
    }

    private void TakePartOfCharacter(byte value, List<Key> keys)
    {
        _character[_characterLength++] = value;
        var status = Rune.DecodeFromUtf8(_character.AsSpan(0, _characterLength), out var rune, out var consumed);
        if (status == OperationStatus.NeedMoreData)
        {
            return;
        }

        var isLastLeft = consumed < _characterLength;
        _characterLength = 0;
        Add(KeySequences.Of(rune, _alt), keys);
        if (isLastLeft)
        {
            TakePlain(value, keys);
        }
    }

    private void TakeAfterEscape(byte value, List<Key> keys)
    {
        if (value == Escape)
        {
            // Two ESC may be Alt with a sequence; the first of three was the escape key.
            if (_alt != KeyModifiers.None)
            {
                keys.Add(new Key(KeyKind.Escape));
            }

            _alt = KeyModifiers.Alt;
            return;
        }

        _introducer = value;
        _parameters.Clear();
        _state = value switch
        {
            (byte)'[' => State.ControlSequence,
            (byte)'O' => State.SingleShift,
            (byte)']' or (byte)'P' or (byte)'_' => State.Reply,
            _ => State.Ground,
        };
        if (_state == State.Ground)
        {
            _alt = KeyModifiers.Alt;
            TakePlain(value, keys);
        }
    }

    private void TakeControlSequence(byte value, List<Key> keys)
    {
        if ((value is >= 0x20 and <= 0x3F && !IsShiftOfRxvt(value)) || IsFunctionOfLinux(value))
        {
            _parameters.Add(value);
        }
        else if (value is >= 0x20 and <= 0x7E)
        {
            if (value == '~' && _parameters.Bytes.SequenceEqual("200"u8))
            {
                _alt = KeyModifiers.None;
                _state = State.Paste;
                return;
            }

            End(_parameters.IsTooLong ? KeySequences.Unknown : KeySequences.OfControlSequence(_parameters.Bytes, value), keys);
        }
        else
        {
            Abort(value, keys);
        }
    }

    /// <summary>The Linux console begins some keys with two brackets; one alone would end a sequence.</summary>
    private bool IsFunctionOfLinux(byte value) => value == '[' && _parameters.IsEmpty;

    /// <summary>rxvt ends keys with a dollar sign, which elsewhere comes before the last byte of a sequence.</summary>
    private bool IsShiftOfRxvt(byte value) => value == '$' && _parameters.IsNumber;

    private void TakeSingleShift(byte value, List<Key> keys)
    {
        if (value is >= 0x40 and <= 0x7E)
        {
            End(_parameters.IsTooLong ? KeySequences.Unknown : KeySequences.OfSingleShift(_parameters.Bytes, value), keys);
        }
        else if (value is (>= (byte)'0' and <= (byte)'9') or (byte)';')
        {
            _parameters.Add(value);
        }
        else
        {
            Flush(keys);
            Take(value, keys);
        }
    }

    /// <summary>A reply contains no controls, so Enter and Ctrl-C are never lost in one.</summary>
    private void TakeReply(byte value, List<Key> keys)
    {
        _parameters.Add(value);
        if (value == Escape)
        {
            _state = State.ReplyAfterEscape;
        }
        else if (value == Bell)
        {
            End(KeySequences.Unknown, keys);
        }
        else if (value < 0x20)
        {
            Abort(value, keys);
        }
    }

    private void TakeReplyAfterEscape(byte value, List<Key> keys)
    {
        End(KeySequences.Unknown, keys);
        if (value != '\\')
        {
            _state = State.AfterEscape;
            Take(value, keys);
        }
    }

    /// <summary>The bytes so far are not a sequence; this byte is the first of the next key.</summary>
    private void Abort(byte value, List<Key> keys)
    {
        End(KeySequences.Unknown, keys);
        if (value is not (Cancel or Substitute))
        {
            Take(value, keys);
        }
    }

    private void End(Key key, List<Key> keys)
    {
        _state = State.Ground;
        Add(key, keys);
    }

    private void Add(Key key, List<Key> keys)
    {
        keys.Add(key.Kind == KeyKind.Unknown ? key : key with { Modifiers = key.Modifiers | _alt });
        _alt = KeyModifiers.None;
    }

    private void AddPaste(List<Key> keys)
    {
        if (_paste.TakeAll() is { Length: > 0 } text)
        {
            keys.Add(new Key(KeyKind.Paste, text));
        }
    }
}
